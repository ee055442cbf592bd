package io.sluice.feed;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits bytes at line feeds and nothing else: a carriage return stays in its line, and no encoding
 * is assumed. A line that is too long is skipped without being held in memory.
 */
final class LineReader {
  private final InputStream bytes;
  private final int maxLength;
  private final byte[] chunk = new byte[64 * 1024];
  private byte[] line = new byte[1024];
  private int position;
  private int limit;
  private long number;
  private boolean tooLong;

  LineReader(InputStream bytes, int maxLength) {
    this.bytes = bytes;
    this.maxLength = maxLength;
  }

  /** Returns the next line without its line feed, empty if it is too long; null at the end. */
  byte[] next() throws IOException {
    this.tooLong = false;
    int length = 0;
    while (true) {
      if (position == limit && !fill()) {
        boolean nothingLeft = length == 0 && !tooLong;
        return nothingLeft ? null : finish(length);
      }

      int end = lineFeed();
      length = append(length, end);
      this.position = end;
      if (end < limit) {
        this.position++;
        return finish(length);
      }
    }
  }

  /** Number of the line that came last, from 1. */
  long number() {
    return number;
  }

  /** Whether the line that came last was longer than allowed. */
  boolean tooLong() {
    return tooLong;
  }

  private boolean fill() throws IOException {
    this.position = 0;
    this.limit = Math.max(0, bytes.read(chunk));
    return limit > 0;
  }

  private int lineFeed() {
    int at = position;
    while (at < limit && chunk[at] != '\n') {
      at++;
    }
    return at;
  }

  private int append(int length, int end) {
    int more = end - position;
    this.tooLong |= (long) length + more > maxLength;
    if (tooLong) {
      return 0;
    }

    if (length + more > line.length) {
      this.line = Arrays.copyOf(line, Math.max(length + more, 2 * line.length));
    }

    System.arraycopy(chunk, position, line, length, more);
    return length + more;
  }

  private byte[] finish(int length) {
    this.number++;
    return Arrays.copyOf(line, tooLong ? 0 : length);
  }
}
