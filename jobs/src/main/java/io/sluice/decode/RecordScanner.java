package io.sluice.decode;

import java.util.Arrays;

/** Walks once over a record and tells each column what stands on the wire for it. */
final class RecordScanner {
  private static final byte[] NOTHING = {};

  private final Column[] columns;
  private final FieldNames names;
  private final JsonScanner json = new JsonScanner();
  private final UnknownFields unknown = new UnknownFields();
  private byte[] value = NOTHING;
  private byte[] unescaped = NOTHING;
  private int unescapedEnd;
  private int previous; // the field before the one at hand, in the record's order
  private int duplicate; // the first field, in the contract's order, that came twice

  RecordScanner(Column[] columns) {
    this.columns = columns;
    names = new FieldNames(Arrays.stream(columns).map(c -> c.field().name()).toList());
  }

  /** Forgets the last record. */
  void clear() {
    start(NOTHING);
  }

  /** Null if the record, which is UTF-8, is one JSON object without duplicate names. */
  Reject scan(byte[] record) {
    start(record);
    int i = json.skipSpace(0);
    boolean object = json.at(i) == '{';
    i = object ? object(i) : json.value(i, 0);
    if (i >= 0) {
      i = json.skipSpace(i);
      i = i < value.length ? json.unexpected(i) : i;
    }
    if (i < 0) {
      return new Reject(json.failure(), null, json.detail());
    }
    if (!object) {
      String detail = "must be an object: " + Shown.text(value, 0, i);
      return new Reject(RejectReason.NOT_AN_OBJECT, null, detail);
    }
    boolean known = duplicate < columns.length;
    String name = known ? columns[duplicate].field().name() : unknown.duplicate();
    return name == null ? null : new Reject(RejectReason.DUPLICATE_FIELD, name, "is there twice");
  }

  /** The fields without a column, as a JSON object; null if there are none. */
  byte[] unknown() {
    return unknown.object();
  }

  private void start(byte[] record) {
    value = record;
    json.start(record);
    unknown.start(record);
    for (Column column : columns) {
      column.token = Token.ABSENT;
    }
    unescapedEnd = 0;
    previous = -1;
    duplicate = columns.length;
  }

  private int object(int start) {
    int i = json.skipSpace(start + 1);
    if (json.at(i) == '}') {
      return i + 1;
    }
    while (true) {
      i = member(i);
      if (i < 0) {
        return -1;
      }
      i = json.skipSpace(i);
      int next = json.at(i);
      if (next == '}') {
        return i + 1;
      }
      if (next != ',') {
        return json.unexpected(i);
      }
      i = json.skipSpace(i + 1);
    }
  }

  private int member(int start) {
    if (json.at(start) != '"') {
      return json.unexpected(start);
    }
    int field = names.guessAfter(previous);
    int end = start + names.name(field).length + 2;
    if (!names.isAt(field, value, start)) {
      end = json.string(start);
      if (end < 0) {
        return -1;
      }
      field = json.escaped() ? findEscaped(start, end) : names.find(value, start + 1, end - 1);
      if (field < 0) {
        unknown.name(start, end, json.escaped());
      } else {
        names.learn(previous, field);
      }
    }
    int from = json.colon(end);
    int to = from < 0 ? -1 : json.value(from, 1);
    if (to < 0) {
      return -1;
    }
    if (field < 0) {
      unknown.value(from, to);
    } else {
      take(field, from, to);
    }
    return to;
  }

  private int findEscaped(int start, int end) {
    byte[] name = new byte[end - start];
    return names.find(name, 0, JsonText.unescape(value, start + 1, end - 1, name, 0));
  }

  private void take(int field, int from, int to) {
    Column column = columns[field];
    previous = field;
    if (column.token != Token.ABSENT) {
      duplicate = Math.min(duplicate, field);
      return;
    }
    column.token = json.token();
    column.buffer = value;
    column.start = from;
    column.end = to;
    if (column.token == Token.STRING) {
      column.start++;
      column.end--;
      if (json.escaped()) {
        unescape(column);
      }
    }
  }

  private void unescape(Column column) {
    if (unescaped.length < value.length) {
      unescaped = new byte[value.length]; // room for all strings of this record
    }
    int end = JsonText.unescape(value, column.start, column.end, unescaped, unescapedEnd);
    column.buffer = unescaped;
    column.start = unescapedEnd;
    column.end = end;
    unescapedEnd = end;
  }
}
