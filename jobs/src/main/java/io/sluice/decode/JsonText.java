package io.sluice.decode;

/** The text that a JSON string with escapes stands for. */
final class JsonText {
  private JsonText() {}

  /**
   * Writes the text as UTF-8. It never takes more room than the string itself.
   *
   * @param bytes holds the string's content, known to be well-formed
   * @param to is written from {@code at} on
   * @return the place behind what was written
   */
  static int unescape(byte[] bytes, int start, int end, byte[] to, int at) {
    int out = at;
    for (int i = start; i < end; ) {
      byte c = bytes[i];
      if (c != '\\') {
        to[out++] = c;
        i++;
      } else if (bytes[i + 1] != 'u') {
        to[out++] = simple(bytes[i + 1]);
        i += 2;
      } else {
        int unit = hex(bytes, i + 2);
        i += 6;
        if (Character.isHighSurrogate((char) unit)) {
          unit = Character.toCodePoint((char) unit, (char) hex(bytes, i + 2));
          i += 6;
        }
        out = encode(unit, to, out);
      }
    }
    return out;
  }

  /** Four hexadecimal digits; -1 if these are not. */
  static int hex(byte[] bytes, int start) {
    int value = 0;
    for (int i = start; i < start + 4; i++) {
      int digit = i < bytes.length && bytes[i] >= 0 ? Character.digit(bytes[i], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static byte simple(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape;
    };
  }

  private static int encode(int character, byte[] to, int at) {
    int out = at;
    if (character < 0x80) {
      to[out++] = (byte) character;
    } else if (character < 0x800) {
      to[out++] = (byte) (0xC0 | (character >> 6));
      to[out++] = continuation(character);
    } else if (character < 0x10000) {
      to[out++] = (byte) (0xE0 | (character >> 12));
      to[out++] = continuation(character >> 6);
      to[out++] = continuation(character);
    } else {
      to[out++] = (byte) (0xF0 | (character >> 18));
      to[out++] = continuation(character >> 12);
      to[out++] = continuation(character >> 6);
      to[out++] = continuation(character);
    }
    return out;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }
}
