package io.sluice.decode;

import java.nio.charset.StandardCharsets;

/**
 * Walks over JSON (RFC 8259, strictly) in bytes that are known to be UTF-8. Methods take the place
 * where something begins and return the place behind it, or -1 with the failure noted. Nothing is
 * recursive: depth costs no stack.
 */
final class JsonScanner {
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final JsonNumber number = new JsonNumber();
  private byte[] bytes = {};
  private int token = Token.ABSENT;
  private boolean escaped;
  private RejectReason failure;
  private String detail;

  void start(byte[] value) {
    bytes = value;
    failure = null;
    detail = null;
  }

  /** What the last value was. */
  int token() {
    return token;
  }

  /** Whether the last string has escapes. */
  boolean escaped() {
    return escaped;
  }

  RejectReason failure() {
    return failure;
  }

  String detail() {
    return detail;
  }

  /** The byte at a place; 0, which is legal nowhere in JSON, past the end. */
  int at(int i) {
    return i < bytes.length ? bytes[i] : 0;
  }

  int skipSpace(int from) {
    return at(from) > ' ' ? from : skipSomeSpace(from);
  }

  /** Any value, inside the given number of objects and arrays. */
  int value(int i, int depth) {
    int c = at(i);
    if (c != '{' && c != '[') {
      return scalar(i, c);
    }
    int end = container(i, depth);
    token = Token.CONTAINER;
    return end;
  }

  /** A string from its opening quote. */
  int string(int start) {
    token = Token.STRING;
    escaped = false;
    byte[] in = bytes; // a local stays in a register
    int i = start + 1;
    while (i < in.length) {
      if (i + Long.BYTES <= in.length) {
        int plain = EightBytes.beforeSpecial(EightBytes.at(in, i));
        i += plain;
        if (plain == Long.BYTES) {
          continue;
        }
      }
      int c = in[i];
      if (c == '"') {
        return i + 1;
      }
      if (c == '\\') {
        escaped = true;
        i = escape(i);
        if (i < 0) {
          return -1;
        }
      } else if ((c & 0xE0) == 0) {
        return unexpected(i);
      } else {
        i++;
      }
    }
    return unexpected(i);
  }

  /** The colon behind a name, and the space around it. */
  int colon(int i) {
    int colon = skipSpace(i);
    return at(colon) == ':' ? skipSpace(colon + 1) : unexpected(colon);
  }

  int unexpected(int i) {
    return fail(
        RejectReason.NOT_JSON,
        i < bytes.length
            ? "unexpected at byte %d: %s".formatted(i, Shown.text(bytes, i, bytes.length))
            : "ends too early: after %d bytes".formatted(bytes.length));
  }

  private int scalar(int i, int c) {
    return switch (c) {
      case '"' -> string(i);
      case 't' -> literal(i, TRUE, Token.TRUE);
      case 'f' -> literal(i, FALSE, Token.FALSE);
      case 'n' -> literal(i, NULL, Token.NULL);
      default -> number(i);
    };
  }

  private int number(int i) {
    if (!number.scan(bytes, i, bytes.length)) {
      return unexpected(number.end);
    }
    token = number.isInteger() ? Token.INTEGER : Token.NUMBER;
    return number.end;
  }

  private int literal(int start, byte[] word, int kind) {
    token = kind;
    for (int k = 0; k < word.length; k++) {
      if (at(start + k) != word[k]) {
        return unexpected(start);
      }
    }
    return start + word.length;
  }

  private int container(int start, int outer) {
    long objects = 0; // bit n: the container at depth n is an object
    int depth = outer;
    int i = start;
    while (true) {
      // A value begins here.
      int c = at(i);
      if (c == '{' || c == '[') {
        if (depth == RecordDecoder.MAX_DEPTH) {
          return fail(RejectReason.TOO_DEEP, "more than %d levels".formatted(depth));
        }
        boolean object = c == '{';
        objects = object ? objects | (1L << depth) : objects & ~(1L << depth);
        depth++;
        i = skipSpace(i + 1);
        if (at(i) != (object ? '}' : ']')) {
          i = object ? name(i) : i;
          if (i < 0) {
            return -1;
          }
          continue;
        }
        depth--;
        i++;
      } else {
        i = scalar(i, c);
        if (i < 0) {
          return -1;
        }
      }
      // A value ended here, and perhaps the containers that it was the last of.
      while (depth > outer) {
        i = skipSpace(i);
        boolean object = ((objects >>> (depth - 1)) & 1) != 0;
        int next = at(i);
        if (next == ',') {
          i = skipSpace(i + 1);
          i = object ? name(i) : i;
          if (i < 0) {
            return -1;
          }
          break;
        }
        if (next != (object ? '}' : ']')) {
          return unexpected(i);
        }
        depth--;
        i++;
      }
      if (depth == outer) {
        return i;
      }
    }
  }

  private int name(int i) {
    if (at(i) != '"') {
      return unexpected(i);
    }
    int end = string(i);
    return end < 0 ? -1 : colon(end);
  }

  private int escape(int i) {
    return switch (at(i + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 2;
      case 'u' -> unicode(i);
      default -> unexpected(i);
    };
  }

  /** An escape by number, or two that make one character. Half a pair is no character. */
  private int unicode(int i) {
    int unit = JsonText.hex(bytes, i + 2);
    if (unit < 0) {
      return unexpected(i);
    }
    if (!Character.isSurrogate((char) unit)) {
      return i + 6;
    }
    int other = at(i + 6) == '\\' && at(i + 7) == 'u' ? JsonText.hex(bytes, i + 8) : -1;
    return other >= 0 && Character.isSurrogatePair((char) unit, (char) other)
        ? i + 12
        : fail(RejectReason.NOT_UTF8, "half a surrogate pair at byte " + i);
  }

  private int fail(RejectReason reason, String what) {
    failure = reason;
    detail = what;
    return -1;
  }

  private int skipSomeSpace(int from) {
    int i = from;
    while (i < bytes.length && isSpace(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
