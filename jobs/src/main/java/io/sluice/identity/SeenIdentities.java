package io.sluice.identity;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** A set of identities: whole numbers as ranges by group, all others hashed. Immutable. */
public final class SeenIdentities implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing seen. */
  public static final SeenIdentities NONE = new SeenIdentities(Map.of(), HashedIds.EMPTY);

  private final Map<Spelled, SeenIds> groups;
  private final HashedIds hashed;

  SeenIdentities(Map<Spelled, SeenIds> groups, HashedIds hashed) {
    this.groups = groups;
    this.hashed = hashed;
  }

  LongRanges of(Spelled group, IdKind kind) {
    return groups.getOrDefault(group, SeenIds.NONE).of(kind);
  }

  boolean contains(long high, long low) {
    return hashed.contains(high, low);
  }

  /** The identities of both. */
  public SeenIdentities plus(SeenIdentities other) {
    return new SeenIdentities(plus(other.groups), hashed.plus(other.hashed));
  }

  private Map<Spelled, SeenIds> plus(Map<Spelled, SeenIds> others) {
    if (groups.isEmpty() || others.isEmpty()) {
      return groups.isEmpty() ? others : groups;
    }
    Map<Spelled, SeenIds> all = new HashMap<>(groups);
    others.forEach((group, ids) -> all.merge(group, ids, SeenIds::plus));
    return all;
  }

  /** Whether any identity is in both. */
  public boolean intersects(SeenIdentities other) {
    return hashed.intersects(other.hashed)
        || other.groups.entrySet().stream()
            .anyMatch(
                entry ->
                    groups.getOrDefault(entry.getKey(), SeenIds.NONE).intersects(entry.getValue()));
  }

  /** How many ranges and hashes are held: 16 bytes each. */
  public long size() {
    return hashed.size()
        + groups.values().stream()
            .mapToLong(ids -> (long) ids.numbers().ranges() + ids.sequences().ranges())
            .sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeenIdentities that
        && groups.equals(that.groups)
        && hashed.equals(that.hashed);
  }

  @Override
  public int hashCode() {
    return 31 * groups.hashCode() + hashed.hashCode();
  }
}
