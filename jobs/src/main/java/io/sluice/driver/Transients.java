package io.sluice.driver;

import io.sluice.failure.Causes;
import io.sluice.failure.NotReadyException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.spark.SparkException;
import org.projectnessie.client.http.HttpClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells an outage of a service from what trying again cannot mend. */
final class Transients {
  private static final List<Class<? extends Throwable>> TYPES =
      List.of(
          NotReadyException.class,
          RetriableException.class,
          HttpClientException.class,
          SdkException.class,
          CommitStateUnknownException.class,
          IOException.class);

  /** Spark keeps what happened in a task as text only. */
  private static final Pattern IN_TASK =
      Pattern.compile("Sdk\\w*Exception|HttpClientException|ConnectException|TimeoutException");

  private Transients() {}

  static boolean is(Throwable failure) {
    if (Causes.has(failure, FileNotFoundException.class)) {
      return false;
    }
    return TYPES.stream().anyMatch(type -> Causes.has(failure, type)) || inTask(failure);
  }

  private static boolean inTask(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkException
          && cause.getMessage() != null
          && IN_TASK.matcher(cause.getMessage()).find()) {
        return true;
      }
    }
    return false;
  }
}
