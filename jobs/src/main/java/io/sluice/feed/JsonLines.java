package io.sluice.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Lines as records, byte for byte, whatever is in them; blank lines are skipped. Only the key and,
 * for a replay, the event time are looked up in those that are JSON objects.
 */
final class JsonLines implements RecordSource {
  private final String input;
  private final InputStream bytes;
  private final LineReader lines;
  private final Map<String, String> newNames = new HashMap<>();
  private final String keyField;
  private final String eventTimeField;
  private final EventTimes eventTimes;
  private final Set<String> wanted = new HashSet<>();
  private final Unsent unsent = new Unsent();
  private FeedRecord next;
  private boolean ended;

  /**
   * Prepares to read lines.
   *
   * @param input what messages call it
   * @throws UnfitInputException if one property is mapped to two fields
   */
  JsonLines(String input, InputStream bytes, FeedPlan plan) {
    this.input = input;
    this.bytes = bytes;
    this.lines = new LineReader(bytes, TopicFeeder.MAX_RECORD_BYTES);
    this.keyField = plan.contract().messageKey().orElse(null);
    this.eventTimeField = plan.contract().eventTime();
    this.eventTimes = plan.eventTimes() ? plan.eventTimeReader() : null;
    plan.columns().forEach(this::mapProperty);
    if (keyField != null) {
      wanted.add(keyField);
    }

    if (eventTimes != null) {
      wanted.add(eventTimeField);
    }
  }

  @Override
  public boolean hasNext() {
    while (next == null && !ended) {
      byte[] line = line();
      if (lines.tooLong()) {
        unsent.add(
            "line %d: longer than %d bytes"
                .formatted(lines.number(), TopicFeeder.MAX_RECORD_BYTES));
      } else if (line != null && !isBlank(line)) {
        this.next = record(newNames.isEmpty() ? line : JsonText.rename(line, newNames));
      }
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
    return List.of();
  }

  @Override
  public void close() {
    try {
      bytes.close();
    } catch (IOException e) {
      throw new FeedException("Cannot close " + input + ": " + e.getMessage(), e);
    }
  }

  private void mapProperty(String field, String property) {
    String other = newNames.put(property, field);
    if (other != null) {
      throw new UnfitInputException(
          "Cannot map columns: in JSON lines one property can be one field only: " + property);
    }
  }

  private byte[] line() {
    try {
      byte[] line = lines.next();
      this.ended = line == null;
      return line;
    } catch (IOException e) {
      unsent.remember(
          "after line %d: %s; the rest was not read".formatted(lines.number(), e.getMessage()));
      this.ended = true;
      return null;
    }
  }

  private FeedRecord record(byte[] line) {
    if (wanted.isEmpty()) {
      return new FeedRecord(null, line);
    }

    Map<String, String> found = JsonText.fields(line, wanted);
    String key = keyField == null ? null : found.get(keyField);
    String eventTime = eventTimes == null ? null : found.get(eventTimeField);
    return new FeedRecord(
        key == null ? null : key.getBytes(UTF_8),
        line,
        eventTime == null ? FeedRecord.NO_EVENT_TIME : eventTimes.micros(eventTime));
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
