package io.sluice.identity;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one task sees on top of what was seen before it. Not thread-safe. */
public final class NewIdentities {
  private final SeenIdentities before;
  private final Map<GroupKey, Group> groups = new HashMap<>();

  public NewIdentities(SeenIdentities before) {
    this.before = before;
  }

  /** Adds a whole number or a sequence; false where it is a duplicate. */
  public boolean add(GroupKey group, IdKind kind, long id) {
    return group(group).add(kind, id);
  }

  /** Adds an id that is no whole number; false where it is a duplicate. */
  public boolean add(GroupKey group, String id) {
    return group(group).add(id);
  }

  /** What this task added. */
  public SeenIdentities added() {
    Map<GroupKey, SeenIds> added = new HashMap<>();
    groups.forEach((key, group) -> added.put(key, group.added()));
    return new SeenIdentities(added);
  }

  private Group group(GroupKey key) {
    Group group = groups.get(key);
    if (group == null) {
      GroupKey frozen = key.frozen();
      group = new Group(before.of(frozen));
      groups.put(frozen, group);
    }
    return group;
  }

  private static final class Group {
    private final SeenIds before;
    private final LongRangesBuilder numbers = new LongRangesBuilder();
    private final LongRangesBuilder sequences = new LongRangesBuilder();
    private final Set<String> texts = new HashSet<>();

    Group(SeenIds before) {
      this.before = before;
    }

    boolean add(IdKind kind, long id) {
      return !before.contains(kind, id) && (kind == IdKind.NUMBER ? numbers : sequences).add(id);
    }

    boolean add(String id) {
      return !before.texts().contains(id) && texts.add(id);
    }

    SeenIds added() {
      return new SeenIds(numbers.build(), sequences.build(), texts);
    }
  }
}
