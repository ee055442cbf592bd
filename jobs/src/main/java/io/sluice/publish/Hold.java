package io.sluice.publish;

import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.MainLog;
import java.util.Optional;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;

/** Publishing is held while the tag {@code held-NAMESPACE} exists: a rollback has made it. */
public final class Hold {
  static final String WHY = "sluice.why";
  static final String WHO = "sluice.who";

  private final References references;
  private final String name;

  public Hold(Lake lake) {
    this.references = lake.references();
    this.name = "held-" + lake.config().namespace();
  }

  /** By what publishing is held; empty: it is not. */
  public Optional<String> why() {
    return references.find(name).map(this::why);
  }

  private String why(Reference held) {
    CommitMeta meta = references.head(held).getCommitMeta();
    return "rollback to %s: %s"
        .formatted(
            meta.getProperties().getOrDefault(MainLog.ROLLBACK_TO, "?"),
            meta.getProperties().getOrDefault(WHY, "?"));
  }

  /** Holds publishing at a commit that says why. */
  Optional<Reference> set(Reference at) {
    references.find(name).ifPresent(references::drop);
    return Optional.of(references.create(Tag.of(name, at.getHash()), at.getName()));
  }

  /** Lets publishing go on; false where nothing was held. */
  public boolean release() {
    Optional<Reference> held = references.find(name);
    held.ifPresent(references::drop);
    return held.isPresent();
  }
}
