package io.sluice.identity;

/**
 * Which record it is: a group (the key's leading columns) and an id in it. Whole numbers are kept
 * as they are, for ranges; every other id is 128 bits of hash over group and id. One instance is
 * filled again and again.
 *
 * <p>Two of 50 million different ids share their 128 bits with a probability of 4·10⁻²⁴.
 */
public final class Identity {
  /** What is known of the record's id. */
  enum Form {
    NONE,
    NUMBERED,
    HASHED
  }

  private final boolean ranges;
  private final Spelled group = new Spelled();
  private Form form = Form.NONE;
  private IdKind kind = IdKind.NUMBER;
  private long number;
  private long high;
  private long low;

  /**
   * @param ranges whether whole numbers are kept as such; of use where the ids of one group come in
   *     long runs
   */
  public Identity(boolean ranges) {
    this.ranges = ranges;
  }

  /** Begins the next record: the group, to be filled before the id is given. */
  public Spelled group() {
    form = Form.NONE;
    return group.clear();
  }

  /** The id is a whole number or a sequence. */
  public void number(IdKind idKind, long id) {
    kind = idKind;
    number = id;
    form = Form.NUMBERED;
    if (!ranges) {
      hash(group.mark(idKind == IdKind.NUMBER ? 'n' : 's').number(id));
    }
  }

  /** The id is a text; one that is written as {@link Long#toString(long)} does is a number. */
  public void text(byte[] text, int offset, int length) {
    if (CanonicalLong.matches(text, offset, length)) {
      number(IdKind.NUMBER, CanonicalLong.parse(text, offset, length));
    } else {
      hash(group.mark('t').text(text, offset, length));
    }
  }

  /** The id is a decimal: its unscaled value at its column's scale. */
  public void decimal(long unscaledHigh, long unscaledLow) {
    hash(group.mark('d').decimal(unscaledHigh, unscaledLow));
  }

  /** The id is a double. */
  public void real(double id) {
    hash(group.mark('r').real(id));
  }

  private void hash(Spelled whole) {
    Hash128 hash = whole.hash128();
    high = hash.high();
    low = hash.low() == 0 ? 1 : hash.low(); // 0 is a free place in HashedIdsBuilder
    form = Form.HASHED;
  }

  Form form() {
    return form;
  }

  /** The group of a numbered id. */
  Spelled numberedGroup() {
    return group;
  }

  IdKind kind() {
    return kind;
  }

  long number() {
    return number;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  @Override
  public String toString() {
    return switch (form) {
      case NONE -> "none";
      case NUMBERED -> group + " " + kind + " " + number;
      case HASHED -> "%016x%016x".formatted(high, low);
    };
  }
}
