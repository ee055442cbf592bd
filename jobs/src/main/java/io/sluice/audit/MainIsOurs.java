package io.sluice.audit;

import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.util.Map;
import java.util.Optional;

/**
 * Main's head is a publish of Sluice's, and main's rows are those that it published: somebody
 * else's commit there was audited by nobody.
 */
public final class MainIsOurs {
  /** Its name in the evidence. */
  public static final String RULE = "main_is_ours";

  private static final String PUBLISH = "sluice.publish";

  private MainIsOurs() {}

  /**
   * Judges main.
   *
   * @param head the properties of the dataset's newest publish on main; where main has no publish,
   *     of its newest commit
   * @param onMain what had been read when main's rows were written; empty: main has no rows
   */
  public static Finding finding(
      String dataset, Map<String, String> head, Optional<IngestState> onMain) {
    String publish = head.get(PUBLISH);
    if (publish == null) {
      return result(dataset, onMain.isEmpty(), "no publish", "a publish of Sluice's");
    }
    if (!publish.matches("\\d{1,18}")) {
      return result(dataset, false, PUBLISH + "=" + publish, "a number");
    }
    Map<String, String> counts =
        onMain.map(IngestState::counts).orElse(IngestCounts.ZERO).toProperties();
    Map<String, String> published = new java.util.TreeMap<>(head);
    published.keySet().retainAll(counts.keySet());
    if (!published.equals(counts)) {
      return result(dataset, false, "rows of " + counts, "= " + published);
    }
    return result(dataset, true, "publish " + publish, "a publish of Sluice's");
  }

  private static Finding result(String dataset, boolean passed, String observed, String allowed) {
    return Finding.of(
        dataset, RULE, "main", passed ? "as published: " + observed : observed, allowed, passed);
  }
}
