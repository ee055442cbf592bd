package io.sluice.identity;

import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;

/** The ids seen in one group: whole numbers and sequences as ranges, other ids as they are. */
record SeenIds(LongRanges numbers, LongRanges sequences, Set<String> texts)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final SeenIds NONE = new SeenIds(LongRanges.EMPTY, LongRanges.EMPTY, Set.of());

  boolean contains(IdKind kind, long id) {
    return (kind == IdKind.NUMBER ? numbers : sequences).contains(id);
  }

  boolean intersects(SeenIds other) {
    return numbers.intersects(other.numbers)
        || sequences.intersects(other.sequences)
        || texts.stream().anyMatch(other.texts::contains);
  }

  SeenIds plus(SeenIds other) {
    Set<String> all = texts;
    if (!other.texts.isEmpty()) {
      all = new HashSet<>(texts);
      all.addAll(other.texts);
    }
    return new SeenIds(numbers.plus(other.numbers), sequences.plus(other.sequences), all);
  }
}
