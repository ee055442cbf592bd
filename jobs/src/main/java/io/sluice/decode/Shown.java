package io.sluice.decode;

import java.nio.charset.StandardCharsets;

/** Bytes of a record as messages show them: shortened, on one line. */
final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  static String text(byte[] bytes, int start, int end) {
    int cut = Math.min(end, start + LONGEST);
    while (cut < end && cut > start && (bytes[cut] & 0xC0) == 0x80) {
      cut--; // not in the middle of a character
    }
    String text = new String(bytes, start, cut - start, StandardCharsets.UTF_8);
    StringBuilder shown = new StringBuilder(text.length() + 1);
    text.codePoints()
        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return cut < end ? shown.append('…').toString() : shown.toString();
  }
}
