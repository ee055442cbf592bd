package io.sluice.feed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a CSV file with a header (RFC 4180; empty lines are skipped) as JSON records.
 *
 * <p>A row with fewer cells than the header lacks the last fields. A row with more is not sent: no
 * one can say which cell is which.
 */
final class CsvRecords implements RecordSource {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private final String input;
  private final CSVParser parser;
  private final RowGuard guard;
  private final Iterator<CSVRecord> rows;
  private final CsvHeader header;
  private final int keyIndex;
  private final int eventTimeIndex;
  private final EventTimes eventTimes;
  private final CsvJson json = new CsvJson();
  private final Unsent unsent = new Unsent();
  private FeedRecord next;
  private boolean brokenOff;

  /**
   * Reads the header.
   *
   * @param input what messages call it
   * @throws UnfitInputException if there is no header, or it and the plan do not go together
   */
  CsvRecords(String input, InputStream bytes, FeedPlan plan) throws IOException {
    this.input = input;
    // One char per byte: what is not UTF-8 passes through as it is instead of as a replacement.
    this.guard = new RowGuard(new InputStreamReader(bytes, ISO_8859_1));
    this.parser = CSVParser.builder().setReader(guard).setFormat(FORMAT).get();
    this.rows = parser.iterator();
    this.header = new CsvHeader(input, columns(), plan);
    this.keyIndex = plan.contract().messageKey().map(header::indexOf).orElse(CsvHeader.ABSENT);
    this.eventTimes = plan.eventTimes() ? plan.eventTimeReader() : null;
    this.eventTimeIndex = header.indexOf(plan.contract().eventTime());
  }

  @Override
  public boolean hasNext() {
    while (next == null && hasRow()) {
      this.next = record(rows.next());
    }

    return next != null;
  }

  @Override
  public FeedRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }

    FeedRecord record = next;
    this.next = null;
    return record;
  }

  @Override
  public Unsent unsent() {
    return unsent;
  }

  @Override
  public List<String> leftOut() {
    return header.leftOut();
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new FeedException("Cannot close " + input + ": " + e.getMessage(), e);
    }
  }

  private List<String> columns() {
    if (!hasRow()) {
      throw new UnfitInputException(
          "Cannot feed %s: there is no header: %s"
              .formatted(input, unsent.problems().isEmpty() ? "empty" : unsent.problems().get(0)));
    }

    return StreamSupport.stream(rows.next().spliterator(), false)
        .map(column -> new String(column.getBytes(ISO_8859_1), UTF_8))
        .toList();
  }

  private boolean hasRow() {
    guard.startRow();
    try {
      return !brokenOff && rows.hasNext();
    } catch (UncheckedIOException e) {
      this.brokenOff = true;
      unsent.remember(
          "line %d: %s; the rest was not read"
              .formatted(parser.getCurrentLineNumber(), e.getCause().getMessage()));
      return false;
    }
  }

  private FeedRecord record(CSVRecord row) {
    if (row.size() > header.width()) {
      unsent.add(
          "line %d: %d cells, the header has %d"
              .formatted(parser.getCurrentLineNumber(), row.size(), header.width()));
      return null;
    }

    json.begin();
    for (CsvHeader.Cell cell : header.cells()) {
      json.field(cell, text(row, cell.index()));
    }

    String key = text(row, keyIndex);
    long eventTimeMicros =
        eventTimes == null
            ? FeedRecord.NO_EVENT_TIME
            : eventTimes.micros(text(row, eventTimeIndex));
    return new FeedRecord(
        key.isEmpty() ? null : key.getBytes(ISO_8859_1), json.end(), eventTimeMicros);
  }

  private static String text(CSVRecord row, int index) {
    return index == CsvHeader.ABSENT || index >= row.size() ? "" : row.get(index);
  }

  /** Ends the reading of a row without end, such as a quote that is never closed. */
  private static final class RowGuard extends FilterReader {
    private static final long MAX_READ = 2L * TopicFeeder.MAX_RECORD_BYTES;
    private long read;

    private RowGuard(Reader in) {
      super(in);
    }

    private void startRow() {
      this.read = 0;
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
      int count = super.read(chars, offset, length);
      this.read += Math.max(0, count);
      if (read > MAX_READ) {
        throw new IOException("a row that does not end: more than " + MAX_READ + " bytes");
      }

      return count;
    }
  }
}
