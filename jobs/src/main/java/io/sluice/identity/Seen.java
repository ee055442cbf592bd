package io.sluice.identity;

import java.util.ArrayList;
import java.util.List;

/**
 * All that was seen so far. Immutable, in segments: a batch adds a small one, and a segment is
 * merged with the one before it once it is no smaller than half of that. So an identity is copied a
 * few times in its life, not once a batch, and there are few segments to look into.
 *
 * @param segments the identities, disjoint, each segment at least twice as large as the next
 * @param payloads what the newest records held, oldest first: the last {@value #KEPT_PAYLOADS} at
 *     least
 */
public record Seen(List<SeenIdentities> segments, List<PayloadLog> payloads) {
  /** Duplicates of this many newest records are compared with what they repeat. */
  public static final int KEPT_PAYLOADS = 2_000_000;

  /** Nothing seen. */
  public static final Seen NOTHING = new Seen(List.of(), List.of());

  /** Segments that are smaller together are always merged. */
  private static final int SMALL = 1 << 16;

  public Seen {
    segments = List.copyOf(segments);
    payloads = List.copyOf(payloads);
  }

  /**
   * What a table holds.
   *
   * @param stored all identities
   * @param newest the payloads of the newest rows, oldest first; their identities are not looked at
   */
  public static Seen of(SeenIdentities stored, List<Added> newest) {
    Seen seen = new Seen(stored.size() == 0 ? List.of() : List.of(stored), List.of());
    for (Added each : newest) {
      seen = new Seen(seen.segments, seen.kept(each.payloads()));
    }
    return seen;
  }

  /** What was seen before and what a batch added. */
  public Seen plus(Added added) {
    return new Seen(merged(added.identities()), kept(added.payloads()));
  }

  private List<SeenIdentities> merged(SeenIdentities added) {
    List<SeenIdentities> all = new ArrayList<>(segments);
    SeenIdentities last = added;
    while (!all.isEmpty() && belongTogether(all.get(all.size() - 1).size(), last.size())) {
      last = all.remove(all.size() - 1).plus(last);
    }
    if (last.size() > 0) {
      all.add(last);
    }
    return all;
  }

  private static boolean belongTogether(long before, long after) {
    return before < 2 * after || before + after <= SMALL;
  }

  private List<PayloadLog> kept(PayloadLog added) {
    List<PayloadLog> all = new ArrayList<>(payloads);
    PayloadLog last = added;
    if (!all.isEmpty() && all.get(all.size() - 1).size() + last.size() <= KEPT_PAYLOADS / 16) {
      last = all.remove(all.size() - 1).plus(last);
    }
    if (last.size() > 0) {
      all.add(last);
    }
    long size = all.stream().mapToLong(PayloadLog::size).sum();
    while (!all.isEmpty() && size - all.get(0).size() >= KEPT_PAYLOADS) {
      size -= all.remove(0).size();
    }
    return all;
  }

  /** How many ranges and hashes are held: 16 bytes each. */
  public long size() {
    return segments.stream().mapToLong(SeenIdentities::size).sum();
  }

  /** The payload that an identity came with; 0 where it is not known. */
  long payload(long identity) {
    for (int i = payloads.size() - 1; i >= 0; i--) {
      long payload = payloads.get(i).find(identity);
      if (payload != 0) {
        return payload;
      }
    }
    return 0;
  }
}
