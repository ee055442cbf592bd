package io.sluice.bench.chaos;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.projectnessie.client.NessieClientBuilder;
import org.projectnessie.client.api.NessieApiV2;
import org.projectnessie.error.NessieNotFoundException;
import org.projectnessie.model.FetchOption;
import org.projectnessie.model.LogResponse.LogEntry;
import org.projectnessie.model.Reference;

/** Looks at the lake's references from outside, and remembers every state that main was in. */
public final class LakeWatch implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  private final NessieApiV2 nessie;
  private final Set<String> mainHashes = new LinkedHashSet<>();
  private volatile boolean closed;
  private volatile RuntimeException failure;

  /** Watches the lake of this Nessie server. */
  public LakeWatch(String nessieUri) {
    this.nessie =
        NessieClientBuilder.createClientBuilder("HTTP", null)
            .withUri(nessieUri)
            .build(NessieApiV2.class);
  }

  /** Starts to remember main's states. */
  public void start() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!closed) {
                  String hash = head("main");
                  synchronized (mainHashes) {
                    mainHashes.add(hash);
                  }
                  Thread.sleep(POLL_MILLIS);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                if (!closed) {
                  failure = e;
                }
              }
            },
            "main-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** The states that a reader saw main in, in their order. */
  List<String> mainHashes() {
    if (failure != null) {
      throw failure;
    }
    synchronized (mainHashes) {
      return List.copyOf(mainHashes);
    }
  }

  private String head(String branch) {
    try {
      return nessie.getReference().refName(branch).get().getHash();
    } catch (NessieNotFoundException e) {
      throw new IllegalStateException("Cannot watch branch: it is gone: " + branch, e);
    }
  }

  /** A branch's commits, newest first, at most so many. */
  public List<LogEntry> log(String branch, int limit) {
    try {
      return nessie.getCommitLog().refName(branch).fetch(FetchOption.ALL).maxRecords(limit).stream()
          .limit(limit)
          .toList();
    } catch (NessieNotFoundException e) {
      throw new IllegalStateException("Cannot read the log of: " + branch, e);
    }
  }

  /** All branches and tags. */
  public List<Reference> references() {
    try {
      return nessie.getAllReferences().stream().toList();
    } catch (NessieNotFoundException e) {
      throw new IllegalStateException("Cannot read the references", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    nessie.close();
  }
}
