package io.sluice.lake;

import io.sluice.failure.ConflictException;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.projectnessie.client.api.NessieApiV2;
import org.projectnessie.error.NessieConflictException;
import org.projectnessie.error.NessieNotFoundException;
import org.projectnessie.model.Branch;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.Content;
import org.projectnessie.model.ContentKey;
import org.projectnessie.model.FetchOption;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.LogResponse.LogEntry;
import org.projectnessie.model.MergeBehavior;
import org.projectnessie.model.Operation;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The branches and tags of the lake. Every move is a compare-and-set: it names the hash it expects
 * and fails with {@link ConflictException} where the reference has moved.
 */
public final class References implements AutoCloseable {
  /** What readers see. */
  public static final String MAIN = "main";

  /** The only branch anything writes data to. */
  public static final String STAGING = "staging";

  private static final Logger LOG = LoggerFactory.getLogger(References.class);

  private final NessieApiV2 nessie;
  private final String namespace;

  References(NessieApiV2 nessie, String namespace) {
    this.nessie = nessie;
    this.namespace = namespace;
  }

  static References open(LakeConfig config) {
    return new References(config.nessie().connect(), config.namespace());
  }

  /** Checks that the Nessie server answers; {@link NotReadyException} where it does not. */
  void ping(NessieAccess access) {
    try {
      nessie.getConfig();
    } catch (RuntimeException e) {
      throw access.unreachable(e);
    }
  }

  /** The reference, with its hash of now, or empty where there is none of that name. */
  public Optional<Reference> find(String name) {
    try {
      return Optional.of(nessie.getReference().refName(name).get());
    } catch (NessieNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The branch with its hash of now; {@link NotReadyException} where there is none. */
  public Branch branch(String name) {
    return find(name)
        .filter(Branch.class::isInstance)
        .map(Branch.class::cast)
        .orElseThrow(
            () -> new NotReadyException("Cannot find branch: run `sluice init` first: " + name));
  }

  /** All branches and tags, in the server's order. */
  public List<Reference> all() {
    return read(() -> nessie.getAllReferences().stream().toList());
  }

  /** All branches and tags whose names begin so. */
  public List<Reference> named(String prefix) {
    return read(
        () ->
            nessie.getAllReferences().filter("ref.name.startsWith('" + prefix + "')").stream()
                .toList());
  }

  /** The names of the namespace's tables on a reference. */
  public List<String> tables(Reference at) {
    return read(
        () ->
            nessie
                .getEntries()
                .reference(at)
                .filter("entry.namespace == '" + namespace + "'")
                .stream()
                .filter(entry -> entry.getType().equals(Content.Type.ICEBERG_TABLE))
                .map(entry -> entry.getName().getName())
                .sorted()
                .toList());
  }

  /** Creates a branch or a tag at the hash of {@code at}. */
  public Reference create(Reference reference, String sourceName) {
    return change(
        "create " + reference.getName(),
        () -> nessie.createReference().reference(reference).sourceRefName(sourceName).create());
  }

  /** Moves a branch from the expected hash to another: a compare-and-set on its head. */
  public Branch move(Branch expected, Reference to) {
    return (Branch)
        change(
            "move " + expected.getName(),
            () -> nessie.assignReference().reference(expected).assignTo(to).assignAndGet());
  }

  /** Drops a branch or a tag that still is at its hash. */
  public void drop(Reference reference) {
    change(
        "drop " + reference.getName(),
        () -> {
          if (reference instanceof Tag tag) {
            nessie.deleteReference().reference(tag).delete();
          } else {
            nessie.deleteReference().reference((Branch) reference).delete();
          }
          return reference;
        });
  }

  /** Drops a branch or a tag unless it is gone or has moved: another process now owns it. */
  public void dropUnlessMoved(Reference reference) {
    try {
      drop(reference);
    } catch (RuntimeException e) {
      LOG.debug("Not dropped: {}", reference, e);
    }
  }

  /** The tables' contents on a reference, by table name; tables that are not there are left out. */
  public Map<String, IcebergTable> contents(Reference at, List<String> tables) {
    return read(
        () ->
            nessie
                .getContent()
                .reference(at)
                .keys(tables.stream().map(this::key).toList())
                .get()
                .entrySet()
                .stream()
                .collect(
                    java.util.stream.Collectors.toMap(
                        entry -> entry.getKey().getName(),
                        entry -> (IcebergTable) entry.getValue())));
  }

  /** One commit that points each table at the given content. */
  public Branch commit(Branch branch, Map<String, IcebergTable> tables, CommitMeta meta) {
    List<Operation> puts =
        tables.entrySet().stream()
            .<Operation>map(entry -> Operation.Put.of(key(entry.getKey()), entry.getValue()))
            .toList();
    return change(
        "commit to " + branch.getName(),
        () ->
            nessie
                .commitMultipleOperations()
                .branch(branch)
                .commitMeta(meta)
                .operations(puts)
                .commit());
  }

  /** Brings just these keys of one branch to another that lacks them, content ids kept. */
  public void bringNew(Branch from, Branch to, List<String> tables, String message) {
    change(
        "merge " + from.getName() + " into " + to.getName(),
        () -> {
          var merge =
              nessie
                  .mergeRefIntoBranch()
                  .branch(to)
                  .fromRef(from)
                  .commitMeta(CommitMeta.fromMessage(message))
                  .defaultMergeMode(MergeBehavior.DROP);
          // Nessie refuses a mode for a key that both have: the namespace is new only once.
          if (nessie.getContent().reference(to).key(ContentKey.of(namespace)).get().isEmpty()) {
            merge.mergeMode(ContentKey.of(namespace), MergeBehavior.NORMAL);
          }
          tables.forEach(table -> merge.mergeMode(key(table), MergeBehavior.NORMAL));
          return merge.merge();
        });
  }

  /**
   * Reads the log of a reference, newest first, each entry with its operations; pages are fetched
   * as the stream is read, so a look that ends early reads little.
   */
  public <T> T log(Reference of, Function<Stream<LogEntry>, T> reader) {
    return read(
        () -> reader.apply(nessie.getCommitLog().reference(of).fetch(FetchOption.ALL).stream()));
  }

  /** The newest commit of a reference. */
  public LogEntry head(Reference of) {
    return log(of, log -> log.limit(1).findFirst().orElseThrow());
  }

  /**
   * Whether a branch's log holds the commit; looks no further back than to the given hash.
   *
   * @param oldest a commit that is older, or the commit itself
   */
  public boolean logHolds(Branch branch, String hash, String oldest) {
    return log(
        branch,
        log -> {
          for (var entries = log.iterator(); entries.hasNext(); ) {
            String each = entries.next().getCommitMeta().getHash();
            if (each.equals(hash)) {
              return true;
            }
            if (each.equals(oldest)) {
              return false;
            }
          }
          return false;
        });
  }

  /** Whether a commit of the branch after the given hash has the property at this value. */
  public boolean logHas(Branch since, String property, String value) {
    Branch head = branch(since.getName());
    return log(
        head,
        log ->
            log.map(LogEntry::getCommitMeta)
                .takeWhile(meta -> !since.getHash().equals(meta.getHash()))
                .anyMatch(meta -> value.equals(meta.getProperties().get(property))));
  }

  /** The key of a table in this lake's namespace. */
  public ContentKey key(String table) {
    return ContentKey.of(namespace, table);
  }

  @Override
  public void close() {
    nessie.close();
  }

  private static <T> T read(NessieCall<T> call) {
    try {
      return call.run();
    } catch (NessieNotFoundException | NessieConflictException e) {
      throw new SluiceException("Cannot read references: " + e.getMessage(), e);
    }
  }

  private static <T> T change(String what, NessieCall<T> call) {
    try {
      return call.run();
    } catch (NessieConflictException e) {
      throw new ConflictException("Cannot " + what + ": it has moved: " + e.getMessage(), e);
    } catch (NessieNotFoundException e) {
      throw new SluiceException("Cannot " + what + ": not found: " + e.getMessage(), e);
    }
  }

  private interface NessieCall<T> {
    T run() throws NessieNotFoundException, NessieConflictException;
  }
}
