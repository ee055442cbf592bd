package io.sluice.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a log, for an error message. */
final class LogTail {
  private static final int BYTES = 8_192;
  private static final int LINES = 15;

  private LogTail() {}

  /** The last lines that are not blank, indented, each after a line break. */
  static String of(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - BYTES);
      byte[] end = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(end);
      List<String> lines =
          new String(end, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
      return lines.stream()
          .skip(Math.max(0, lines.size() - LINES))
          .map(line -> System.lineSeparator() + "  " + line)
          .collect(Collectors.joining());
    } catch (IOException e) {
      // The message stands without it.
      return "";
    }
  }
}
