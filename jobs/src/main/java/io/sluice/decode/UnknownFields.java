package io.sluice.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The fields of one record that the contract does not name: kept as they came. */
final class UnknownFields {
  /** Up to here names are compared one by one; a record made of unknown names must not be slow. */
  private static final int FEW = 8;

  private byte[] bytes = {};
  private int[] places = new int[4 * FEW]; // name start, name end (with quotes), value start, end
  private int count;
  private Set<String> names; // null while there are few and none has escapes
  private String duplicate;

  void start(byte[] value) {
    bytes = value;
    count = 0;
    names = null;
    duplicate = null;
  }

  /** Notes a name from quote to quote; its value comes next. */
  void name(int start, int end, boolean escaped) {
    if (names == null && (escaped || count == FEW)) {
      names = new HashSet<>();
      for (int i = 0; i < count; i++) {
        names.add(text(places[4 * i], places[4 * i + 1]));
      }
    }
    boolean fresh = names == null ? !seen(start, end) : names.add(text(start, end));
    if (!fresh && duplicate == null) {
      duplicate = text(start, end);
    }
    if (4 * count == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[4 * count] = start;
    places[4 * count + 1] = end;
  }

  void value(int start, int end) {
    places[4 * count + 2] = start;
    places[4 * count + 3] = end;
    count++;
  }

  /** The first name that came twice; null if none did. */
  String duplicate() {
    return duplicate;
  }

  /** A JSON object of them all, names and values byte for byte; null if there are none. */
  byte[] object() {
    if (count == 0) {
      return null;
    }
    int length = 1 + count;
    for (int i = 0; i < count; i++) {
      length += places[4 * i + 1] - places[4 * i] + 1 + places[4 * i + 3] - places[4 * i + 2];
    }
    byte[] object = new byte[length];
    int at = 0;
    for (int i = 0; i < count; i++) {
      object[at++] = (byte) (i == 0 ? '{' : ',');
      at = copy(places[4 * i], places[4 * i + 1], object, at);
      object[at++] = ':';
      at = copy(places[4 * i + 2], places[4 * i + 3], object, at);
    }
    object[at] = '}';
    return object;
  }

  private int copy(int start, int end, byte[] to, int at) {
    System.arraycopy(bytes, start, to, at, end - start);
    return at + end - start;
  }

  private boolean seen(int start, int end) {
    for (int i = 0; i < count; i++) {
      if (Arrays.equals(bytes, start, end, bytes, places[4 * i], places[4 * i + 1])) {
        return true;
      }
    }
    return false;
  }

  private String text(int start, int end) {
    byte[] text = new byte[end - start];
    int length = JsonText.unescape(bytes, start + 1, end - 1, text, 0);
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }
}
