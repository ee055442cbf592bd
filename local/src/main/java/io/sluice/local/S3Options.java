package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The S3 store: which program, and the only credentials it accepts.
 *
 * @param minio the MinIO binary; present where {@code kind} is MinIO
 * @param accessKey at least 3 characters, as MinIO demands
 * @param secretKey at least 8 characters, as MinIO demands
 */
public record S3Options(S3Kind kind, Optional<Path> minio, String accessKey, String secretKey) {
  /** Local credentials: everything listens on loopback only. */
  public static final String USUAL_ACCESS_KEY = "sluice";

  /** See {@link #USUAL_ACCESS_KEY}. */
  public static final String USUAL_SECRET_KEY = "sluice-local";

  public S3Options {
    if (kind == S3Kind.MINIO && minio.isEmpty()) {
      throw new SluiceException(
          "Cannot start MinIO: no binary found on PATH or as .bin/minio:"
              + " name one with SLUICE_MINIO_BIN, or build one with make minio");
    }
    if (accessKey.length() < 3) {
      throw new SluiceException(
          "Cannot start the S3 store: --s3-access-key needs 3 characters or more: \""
              + accessKey
              + "\"");
    }
    if (secretKey.length() < 8) {
      throw new SluiceException(
          "Cannot start the S3 store: --s3-secret-key needs 8 characters or more");
    }
  }

  /** A store of this kind with the usual credentials. */
  public static S3Options of(S3Kind kind, Optional<Path> minio) {
    return new S3Options(kind, minio, USUAL_ACCESS_KEY, USUAL_SECRET_KEY);
  }
}
