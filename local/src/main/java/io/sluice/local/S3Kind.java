package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.util.Arrays;
import java.util.Locale;

/** Which program is the S3 store. */
public enum S3Kind {
  /** A MinIO binary found on this machine. */
  MINIO,
  /** S3Proxy over a folder; comes with the build, so it always works. */
  S3PROXY;

  /** The kind named in any case: {@code minio} or {@code s3proxy}. */
  public static S3Kind of(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.id().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new SluiceException(
                    "Cannot choose the S3 store: it must be minio or s3proxy: \"" + name + "\""));
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
