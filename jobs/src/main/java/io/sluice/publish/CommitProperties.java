package io.sluice.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.failure.SluiceException;
import io.sluice.state.Cut;
import io.sluice.state.IngestCounts;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.projectnessie.model.IcebergTable;

/** What a commit on a candidate or on main says of the datasets in it. */
final class CommitProperties {
  static final String DATASETS = "sluice.datasets";
  private static final String STAGING_HASH = "sluice.staging-hash";
  private static final ObjectMapper JSON = new ObjectMapper();

  private CommitProperties() {}

  /** The datasets, their offsets by topic, and the counts of all of them together. */
  static Map<String, String> of(Map<String, Cut> cuts) {
    IngestCounts counts =
        cuts.values().stream()
            .map(cut -> cut.ingest().counts())
            .reduce(IngestCounts.ZERO, IngestCounts::plus);
    Map<String, String> properties = new TreeMap<>(counts.toProperties());
    properties.put("sluice.offsets", offsets(cuts.values()));
    properties.put(DATASETS, String.join(",", cuts.keySet()));
    cuts.values().stream()
        .findFirst()
        .ifPresent(cut -> properties.put(STAGING_HASH, cut.staging().getHash()));
    return properties;
  }

  private static String offsets(Collection<Cut> cuts) {
    ObjectNode all = JSON.createObjectNode();
    try {
      for (Cut cut : cuts) {
        all.setAll((ObjectNode) JSON.readTree(cut.ingest().startingOffsets()));
      }
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new SluiceException("Cannot write offsets: " + e.getMessage(), e);
    }
  }

  /**
   * What a dataset's audit is about, as text: each table's state in the cut and on main, and what
   * another client did to main. The same text has the same result.
   */
  static String states(String namespace, String dataset, Cut cut, Optional<String> foreign) {
    return namespace
        + "."
        + dataset
        + " "
        + new TreeMap<>(cut.contents())
            .entrySet().stream()
                .map(
                    entry ->
                        "%s=%s>%s"
                            .formatted(
                                entry.getKey(),
                                snapshot(cut.published().get(entry.getKey())),
                                snapshot(entry.getValue())))
                .collect(Collectors.joining(" "))
        + foreign.map(each -> " " + each).orElse("");
  }

  private static String snapshot(IcebergTable table) {
    return table == null ? "-" : Long.toString(table.getSnapshotId());
  }
}
