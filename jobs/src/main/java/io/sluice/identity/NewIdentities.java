package io.sluice.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one task sees on top of what was seen before it. Not thread-safe. */
public final class NewIdentities {
  private final Seen before;
  private final SeenIdentities[] segments;
  private final Map<Spelled, Group> groups = new HashMap<>();
  private final HashedIdsBuilder hashed = new HashedIdsBuilder();
  private final PayloadLogBuilder payloads = new PayloadLogBuilder(Seen.KEPT_PAYLOADS);
  private Group last;

  public NewIdentities(Seen before) {
    this.before = before;
    this.segments = before.segments().toArray(SeenIdentities[]::new);
  }

  /**
   * Takes in a record.
   *
   * @param payload a hash of all that the record says: what it is compared by where its identity
   *     was there before; never 0
   */
  public Sighting see(Identity identity, long payload) {
    return switch (identity.form()) {
      case NONE -> Sighting.NEW;
      case NUMBERED -> {
        Group group = group(identity.numberedGroup());
        long name = group.name(identity.kind(), identity.number());
        yield sighting(group.add(identity.kind(), identity.number()), name, payload);
      }
      case HASHED -> {
        long high = identity.high();
        long low = identity.low();
        boolean isNew = !seen(high, low) && hashed.add(high, low);
        yield sighting(isNew, name(high, low), payload);
      }
    };
  }

  /** Keeps what a record holds, whether or not it was seen: of stored rows. */
  public void keep(Identity identity, long payload) {
    switch (identity.form()) {
      case NONE -> {}
      case NUMBERED -> {
        Group group = group(identity.numberedGroup());
        payloads.add(group.name(identity.kind(), identity.number()), payload);
      }
      case HASHED -> payloads.add(name(identity.high(), identity.low()), payload);
    }
  }

  private static long name(long high, long low) {
    return Spelled.mix(high) ^ low;
  }

  private Sighting sighting(boolean isNew, long name, long payload) {
    if (isNew) {
      payloads.add(name, payload);
      return Sighting.NEW;
    }
    long known = payloads.find(name);
    if (known == 0) {
      known = before.payload(name);
    }
    if (known == 0) {
      return Sighting.UNVERIFIED;
    }
    return known == payload ? Sighting.REPEATED : Sighting.CONFLICTING;
  }

  private boolean seen(long high, long low) {
    for (SeenIdentities segment : segments) {
      if (segment.contains(high, low)) {
        return true;
      }
    }
    return false;
  }

  /** What this task added. */
  public Added added() {
    Map<Spelled, SeenIds> numbered = new HashMap<>();
    groups.forEach((key, group) -> numbered.put(key, group.added()));
    return new Added(new SeenIdentities(numbered, hashed.build()), payloads.build());
  }

  private Group group(Spelled key) {
    if (last != null && last.key.equals(key)) {
      return last;
    }
    Group group = groups.get(key);
    if (group == null) {
      group = new Group(key.frozen());
      groups.put(group.key, group);
    }
    last = group;
    return group;
  }

  private final class Group {
    private final Spelled key;
    private final long name;
    private final LongRanges[] numbersBefore;
    private final LongRanges[] sequencesBefore;
    private final LongRangesBuilder numbers = new LongRangesBuilder();
    private final LongRangesBuilder sequences = new LongRangesBuilder();

    Group(Spelled key) {
      this.key = key;
      this.name = key.hash64();
      this.numbersBefore = before(IdKind.NUMBER);
      this.sequencesBefore = before(IdKind.SEQUENCE);
    }

    private LongRanges[] before(IdKind kind) {
      List<LongRanges> found = new ArrayList<>();
      for (SeenIdentities segment : segments) {
        LongRanges ranges = segment.of(key, kind);
        if (ranges.ranges() > 0) {
          found.add(ranges);
        }
      }
      return found.toArray(LongRanges[]::new);
    }

    /** 64 bits for this identity. */
    long name(IdKind kind, long id) {
      return Spelled.mix(name + Spelled.mix(kind == IdKind.NUMBER ? id : ~id * 31));
    }

    boolean add(IdKind kind, long id) {
      boolean number = kind == IdKind.NUMBER;
      for (LongRanges ranges : number ? numbersBefore : sequencesBefore) {
        if (ranges.contains(id)) {
          return false;
        }
      }
      return (number ? numbers : sequences).add(id);
    }

    SeenIds added() {
      return new SeenIds(numbers.build(), sequences.build());
    }
  }
}
