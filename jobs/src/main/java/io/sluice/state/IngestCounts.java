package io.sluice.state;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/** What became of the records read. Each was accepted, quarantined or a duplicate. */
public record IngestCounts(long read, long accepted, long quarantined, long duplicate)
    implements Serializable {
  /** Nothing read. */
  public static final IngestCounts ZERO = new IngestCounts(0, 0, 0, 0);

  /** The counts in a snapshot summary. */
  public static IngestCounts of(Map<String, String> summary) {
    return new IngestCounts(
        Long.parseLong(summary.get("sluice.read")),
        Long.parseLong(summary.get("sluice.accepted")),
        Long.parseLong(summary.get("sluice.quarantined")),
        Long.parseLong(summary.get("sluice.duplicate")));
  }

  /** The counts as summary properties. */
  public Map<String, String> toProperties() {
    return new TreeMap<>(
        Map.of(
            "sluice.read", Long.toString(read),
            "sluice.accepted", Long.toString(accepted),
            "sluice.quarantined", Long.toString(quarantined),
            "sluice.duplicate", Long.toString(duplicate)));
  }

  /** Both together. */
  public IngestCounts plus(IngestCounts other) {
    return new IngestCounts(
        read + other.read,
        accepted + other.accepted,
        quarantined + other.quarantined,
        duplicate + other.duplicate);
  }

  /** What came after {@code earlier}. */
  public IngestCounts minus(IngestCounts earlier) {
    return new IngestCounts(
        read - earlier.read,
        accepted - earlier.accepted,
        quarantined - earlier.quarantined,
        duplicate - earlier.duplicate);
  }

  /** The same records, some of them quarantined instead of accepted. */
  public IngestCounts ejected(long rows) {
    return new IngestCounts(read, accepted - rows, quarantined + rows, duplicate);
  }

  /** Whether every record read is accounted for. */
  public boolean conserved() {
    return read == accepted + quarantined + duplicate;
  }
}
