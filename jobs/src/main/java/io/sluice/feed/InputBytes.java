package io.sluice.feed;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Opens what is fed as plain bytes: unzipped where it is gzip, without a byte order mark. */
final class InputBytes {
  private static final int BUFFER = 256 * 1024;

  private InputBytes() {}

  /** Returns the plain content of a file or pipe; the stream supports marks. */
  static InputStream open(InputStream raw) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(raw, BUFFER);
    boolean gzip = startsWith(bytes, 0x1f, 0x8b);
    BufferedInputStream plain =
        gzip
            ? new BufferedInputStream(new GZIPInputStream(new KnownEnd(bytes), BUFFER), BUFFER)
            : bytes;
    if (startsWith(plain, 0xef, 0xbb, 0xbf)) {
      plain.skipNBytes(3);
    }

    return plain;
  }

  private static boolean startsWith(BufferedInputStream bytes, int... magic) throws IOException {
    bytes.mark(magic.length);
    try {
      for (int expected : magic) {
        if (bytes.read() != expected) {
          return false;
        }
      }
      return true;
    } finally {
      bytes.reset();
    }
  }

  /**
   * Answers {@code available() == 0} only at the very end. GZIPInputStream asks that to know
   * whether another member follows; a pipe that is merely slow would lose the members to come.
   */
  private static final class KnownEnd extends FilterInputStream {
    private KnownEnd(BufferedInputStream bytes) {
      super(bytes);
    }

    @Override
    public int available() throws IOException {
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0 ? 0 : Math.max(1, in.available());
    }
  }
}
