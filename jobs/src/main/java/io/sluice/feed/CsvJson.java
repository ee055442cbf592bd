package io.sluice.feed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.FieldType.Kind;
import java.io.ByteArrayOutputStream;
import java.util.regex.Pattern;

/**
 * Writes the cells of one row as a JSON object. Digits stay as they are written; a cell that is not
 * what its field says goes as a string, for the ingest to judge. Cells are text with one char per
 * byte of the file (ISO-8859-1), so bytes that are not UTF-8 arrive as they were too.
 */
final class CsvJson {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  void begin() {
    out.reset();
    out.write('{');
  }

  /** Adds a field; an empty cell is an absent field. */
  void field(CsvHeader.Cell cell, String text) {
    if (text.isEmpty()) {
      return;
    }

    if (out.size() > 1) {
      out.write(',');
    }

    // Names of fields are identifiers: nothing in them to escape.
    out.writeBytes(("\"" + cell.field().name() + "\":").getBytes(UTF_8));
    if (isLiteral(cell, text)) {
      raw(text);
    } else {
      string(text);
    }
  }

  byte[] end() {
    out.write('}');
    return out.toByteArray();
  }

  private static boolean isLiteral(CsvHeader.Cell cell, String text) {
    Kind kind = cell.field().type().kind();
    if (kind == Kind.BOOLEAN) {
      return text.equals("true") || text.equals("false");
    }

    return cell.number() && (kind == Kind.DOUBLE ? NUMBER : INTEGER).matcher(text).matches();
  }

  private void string(String text) {
    out.write('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.write('\\');
        out.write(c);
      } else if (c < 0x20) {
        raw("\\u00%02x".formatted((int) c));
      } else {
        out.write(c);
      }
    }
    out.write('"');
  }

  private void raw(String text) {
    out.writeBytes(text.getBytes(ISO_8859_1));
  }
}
