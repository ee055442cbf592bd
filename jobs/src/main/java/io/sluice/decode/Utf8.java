package io.sluice.decode;

/** Tells UTF-8 (RFC 3629) from other bytes. */
final class Utf8 {
  private Utf8() {}

  /** The place of the first byte beyond ASCII, or the length if there is none. */
  static int ascii(byte[] bytes) {
    int i = 0;
    for (int last = bytes.length - Long.BYTES; i <= last; i += Long.BYTES) {
      if (!EightBytes.areAscii(EightBytes.at(bytes, i))) {
        break;
      }
    }
    while (i < bytes.length && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /** The place of the first sequence that is not UTF-8, looking from a given place; -1 if none. */
  static int invalid(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length) {
      int length = sequence(bytes, i);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return -1;
  }

  /** The number of characters (code points) in UTF-8. */
  static int characters(byte[] bytes, int start, int end) {
    int characters = 0;
    for (int i = start; i < end; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        characters++;
      }
    }
    return characters;
  }

  /** The length of the sequence that begins here; 0 if it is not one. */
  private static int sequence(byte[] bytes, int i) {
    int first = bytes[i];
    if (first >= 0) {
      return 1;
    }
    int lead = first & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0; // a continuation, an overlong form of ASCII, or beyond U+10FFFF
    }
    if (lead < 0xE0) {
      return continues(bytes, i + 1) ? 2 : 0;
    }
    int second = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
    if (lead < 0xF0) {
      boolean overlong = lead == 0xE0 && second < 0xA0;
      boolean surrogate = lead == 0xED && second > 0x9F;
      boolean whole = continues(bytes, i + 1) && continues(bytes, i + 2);
      return whole && !overlong && !surrogate ? 3 : 0;
    }
    boolean overlong = lead == 0xF0 && second < 0x90;
    boolean beyond = lead == 0xF4 && second > 0x8F;
    boolean whole = continues(bytes, i + 1) && continues(bytes, i + 2) && continues(bytes, i + 3);
    return whole && !overlong && !beyond ? 4 : 0;
  }

  private static boolean continues(byte[] bytes, int i) {
    return i < bytes.length && (bytes[i] & 0xC0) == 0x80;
  }
}
