package io.sluice.identity;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** All identities seen, by group. Immutable. */
public final class SeenIdentities implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing seen. */
  public static final SeenIdentities NONE = new SeenIdentities(Map.of());

  private final Map<GroupKey, SeenIds> groups;

  SeenIdentities(Map<GroupKey, SeenIds> groups) {
    this.groups = groups;
  }

  SeenIds of(GroupKey group) {
    return groups.getOrDefault(group, SeenIds.NONE);
  }

  /** The identities of both. */
  public SeenIdentities plus(SeenIdentities other) {
    if (groups.isEmpty()) {
      return other;
    }
    if (other.groups.isEmpty()) {
      return this;
    }
    Map<GroupKey, SeenIds> all = new HashMap<>(groups);
    other.groups.forEach((group, ids) -> all.merge(group, ids, SeenIds::plus));
    return new SeenIdentities(all);
  }

  /** Whether any identity is in both. */
  public boolean intersects(SeenIdentities other) {
    return other.groups.entrySet().stream()
        .anyMatch(entry -> of(entry.getKey()).intersects(entry.getValue()));
  }

  /** How many ranges and texts are held: what the memory grows with. */
  public long size() {
    return groups.values().stream()
        .mapToLong(
            ids -> (long) ids.numbers().ranges() + ids.sequences().ranges() + ids.texts().size())
        .sum();
  }
}
