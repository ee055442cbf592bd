package io.sluice.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How the rows of a query are printed: decimals in full, times as ISO-8601 UTC. */
enum RowFormat {
  /** For people. */
  table {
    @Override
    void print(Dataset<Row> rows, int limit, PrintWriter out) {
      List<Row> head = rows.takeAsList(limit == Integer.MAX_VALUE ? limit : limit + 1);
      String[] names = rows.columns();
      if (names.length > 0) {
        Object[][] cells =
            head.stream().limit(limit).map(RowFormat::texts).toArray(Object[][]::new);
        out.println(TextTable.of(names, cells));
      }
      out.println(
          head.size() > limit
              ? "The first %d rows; --limit prints more.".formatted(limit)
              : head.size() == 1 ? "1 row" : head.size() + " rows");
      out.flush();
    }
  },
  /** With a header; a null is an empty cell. */
  csv {
    @Override
    void print(Dataset<Row> rows, int limit, PrintWriter out) {
      try {
        CSVPrinter printer =
            new CSVPrinter(
                out,
                CSVFormat.DEFAULT
                    .builder()
                    .setHeader(rows.columns())
                    .setRecordSeparator("\n")
                    .get());
        for (Iterator<Row> each = rows.toLocalIterator(); each.hasNext(); ) {
          printer.printRecord((Object[]) texts(each.next()));
        }
        printer.flush();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot print rows", e);
      }
    }
  },
  /** One object a line; decimals as strings, so that no reader rounds them. */
  json {
    @Override
    void print(Dataset<Row> rows, int limit, PrintWriter out) {
      String[] names = rows.columns();
      for (Iterator<Row> each = rows.toLocalIterator(); each.hasNext(); ) {
        Row row = each.next();
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
          Object value = row.get(i);
          fields.put(
              names[i],
              value instanceof Number && !(value instanceof BigDecimal)
                  ? value
                  : value instanceof Boolean ? value : text(value));
        }
        out.println(Json.write(fields));
      }
      out.flush();
    }
  };

  abstract void print(Dataset<Row> rows, int limit, PrintWriter out);

  private static String[] texts(Row row) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      texts.add(text(row.get(i)));
    }
    return texts.toArray(String[]::new);
  }

  private static String text(Object value) {
    if (value == null) {
      return null;
    } else if (value instanceof BigDecimal decimal) {
      BigDecimal shortest = decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
      return shortest.toPlainString();
    } else if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    } else if (value instanceof Instant || value instanceof Number) {
      return value.toString();
    } else if (value instanceof byte[] bytes) {
      return java.util.HexFormat.of().formatHex(bytes);
    }
    return value.toString();
  }
}
