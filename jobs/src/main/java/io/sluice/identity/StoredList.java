package io.sluice.identity;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The identities of stored rows, as they were read: unsorted, some perhaps twice. A task fills one;
 * all together become what was seen, sorted once.
 */
public final class StoredList implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<Spelled, RangeList> numbers = new HashMap<>();
  private final Map<Spelled, RangeList> sequences = new HashMap<>();
  private final HashList hashes = new HashList();

  /** Takes in a row; one without an identity is equal to no other. */
  public void add(Identity identity) {
    switch (identity.form()) {
      case NONE -> {}
      case NUMBERED -> of(identity.numberedGroup(), identity.kind()).add(identity.number());
      case HASHED -> hashes.add(identity.high(), identity.low());
    }
  }

  private RangeList of(Spelled group, IdKind kind) {
    Map<Spelled, RangeList> lists = kind == IdKind.NUMBER ? numbers : sequences;
    RangeList list = lists.get(group);
    if (list == null) {
      list = new RangeList();
      lists.put(group.frozen(), list);
    }
    return list;
  }

  /** Gives back the room that is not used: before it is sent. */
  public StoredList trimmed() {
    numbers.values().forEach(RangeList::trimmed);
    sequences.values().forEach(RangeList::trimmed);
    hashes.trimmed();
    return this;
  }

  /** The identities of all lists, which are of no use after that. */
  public static SeenIdentities drain(List<StoredList> lists) {
    Set<Spelled> groups = new HashSet<>();
    for (StoredList list : lists) {
      groups.addAll(list.numbers.keySet());
      groups.addAll(list.sequences.keySet());
    }
    Map<Spelled, SeenIds> ids = new HashMap<>();
    for (Spelled group : groups) {
      List<RangeList> numbered = new ArrayList<>();
      List<RangeList> sequenced = new ArrayList<>();
      for (StoredList list : lists) {
        take(list.numbers, group, numbered);
        take(list.sequences, group, sequenced);
      }
      ids.put(group, new SeenIds(RangeList.together(numbered), RangeList.together(sequenced)));
    }
    return new SeenIdentities(
        ids, HashList.drain(lists.stream().map(list -> list.hashes).toList()));
  }

  private static void take(Map<Spelled, RangeList> from, Spelled group, List<RangeList> to) {
    RangeList list = from.remove(group);
    if (list != null) {
      to.add(list);
    }
  }
}
