package io.sluice.feed;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/** How the records of a file are written. */
public enum FeedFormat {
  /** Comma-separated values, RFC 4180, with a header. */
  CSV,
  /** One JSON object per line. */
  JSONL;

  private static final int SNIFFED_BYTES = 64 * 1024;

  /** The format that the file's name promises, a last {@code .gz} apart; empty where none. */
  public static Optional<FeedFormat> ofName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    String bare = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (bare.endsWith(".csv")) {
      return Optional.of(CSV);
    }

    boolean json = bare.endsWith(".jsonl") || bare.endsWith(".ndjson") || bare.endsWith(".json");
    return json ? Optional.of(JSONL) : Optional.empty();
  }

  /**
   * The format of this name, in any case.
   *
   * @throws UnfitInputException if there is none
   */
  public static FeedFormat ofOption(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UnfitInputException("Cannot feed: --format must be csv or jsonl: " + name);
    }
  }

  /**
   * The format that the content looks like: JSON lines where the first byte that is not blank opens
   * an object, else CSV. Leaves the stream, which must support marks, where it is.
   */
  static FeedFormat sniff(InputStream content) throws IOException {
    content.mark(SNIFFED_BYTES);
    try {
      for (int i = 0; i < SNIFFED_BYTES; i++) {
        int next = content.read();
        if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
          return next == '{' ? JSONL : CSV;
        }
      }
      return CSV;
    } finally {
      content.reset();
    }
  }
}
