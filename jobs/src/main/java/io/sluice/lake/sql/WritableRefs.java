package io.sluice.lake.sql;

import io.sluice.lake.LakeConfig;
import io.sluice.lake.References;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which branches a person's statement may write to: any but main, what publish made, and a commit
 * that is no branch.
 */
final class WritableRefs {
  private static final Pattern TABLE = Pattern.compile("[A-Za-z_]\\w*(?:@(?<ref>[\\w.-]+))?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{8,}");

  /** The longest name of a table: catalog, namespace, table. */
  private static final int LONGEST = 3;

  private WritableRefs() {}

  /** Refuses a branch that only publish moves. */
  static void written(String ref, Object part) {
    String lower = ref.toLowerCase(Locale.ROOT);
    if (lower.equals(References.MAIN) || published(lower) || candidate(lower)) {
      throw new RefusedException("only publish moves main, its tags and candidates", part);
    }
    if (COMMIT.matcher(lower).matches()) {
      throw new RefusedException("a commit is no branch to write to", part);
    }
  }

  /** Refuses names that only publish and init give. */
  static void created(String ref, Object part) {
    written(ref, part);
    staging(ref, part);
  }

  /** A kept candidate may be dropped: it is nothing that a reader sees. */
  static void dropped(String ref, Object part) {
    if (!candidate(ref.toLowerCase(Locale.ROOT))) {
      written(ref, part);
      staging(ref, part);
    }
  }

  /** Refuses a table's name that leads to another place than a branch that may be written to. */
  static void table(List<String> name, String sessionRef) {
    String text = String.join(".", name);
    String ref = sessionRef;
    if (name.size() == LONGEST && !name.get(0).equals(LakeConfig.CATALOG)) {
      throw new RefusedException("writes to what is no table of the lake", text);
    }
    for (int i = 0; i < name.size(); i++) {
      Matcher matcher = TABLE.matcher(name.get(i));
      boolean last = i == name.size() - 1;
      if (name.size() > LONGEST || !matcher.matches() || (!last && matcher.group("ref") != null)) {
        throw new RefusedException("no plain name of a table to write to", text);
      }
      if (matcher.group("ref") != null) {
        ref = matcher.group("ref");
      }
    }
    written(ref, text);
  }

  private static void staging(String ref, Object part) {
    if (ref.toLowerCase(Locale.ROOT).equals(References.STAGING)) {
      throw new RefusedException("staging is made by init and stays", part);
    }
  }

  private static boolean published(String ref) {
    return ref.startsWith("publish-");
  }

  private static boolean candidate(String ref) {
    return ref.startsWith("candidate-");
  }
}
