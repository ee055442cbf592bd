package io.sluice.lake;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts the Spark session that all verbs use. */
final class LakeSession {
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  /** Stores that are not AWS refuse the checksum headers that newer AWS SDKs send by default. */
  private static final Map<String, String> STORES_NOT_AWS =
      Map.of(
          "aws.requestChecksumCalculation", "when_required",
          "aws.responseChecksumValidation", "when_required");

  /** Names of settings whose values are secrets. */
  private static final String SECRETS =
      "(?i)secret|password|token|access[.-]?key|jaas|credential|keystore|truststore[.]cert";

  private LakeSession() {}

  static SparkSession start(LakeConfig config, String ref, Map<String, String> overrides) {
    return SparkSession.builder().config(conf(config, ref, overrides)).getOrCreate();
  }

  static SparkConf conf(LakeConfig config, String ref, Map<String, String> overrides) {
    SparkConf conf = new SparkConf(true);
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "sluice");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.sql.shuffle.partitions", "4");
    conf.setIfMissing("spark.sql.adaptive.enabled", "false");
    conf.setIfMissing("spark.sql.streaming.metricsEnabled", "true");
    // A small lake commits often: a run keeps few finished jobs in memory.
    conf.setIfMissing("spark.ui.retainedJobs", "50");
    conf.setIfMissing("spark.ui.retainedStages", "100");
    if (conf.get("spark.master").startsWith("local")) {
      // Spark would advertise the host's own address: nothing of a local run leaves loopback.
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    String extensions = conf.get(EXTENSIONS, "");
    config.sparkSettings(ref).forEach(conf::set);
    overrides.forEach(conf::set);
    conf.set(
        EXTENSIONS,
        joined(config.sparkSettings(ref).get(EXTENSIONS), extensions, overrides.get(EXTENSIONS)));
    if (config.s3().endpoint().isPresent()) {
      STORES_NOT_AWS.forEach((property, value) -> setInEveryJvm(conf, property, value));
    }
    extend(conf, "spark.redaction.regex", "(?i)secret|password|token|access[.]?key");
    extend(conf, "spark.sql.redaction.options.regex", "(?i)url");
    // What the code relies on: times in UTC, java.sql.Timestamp, and null where a sum overflows.
    conf.set("spark.sql.session.timeZone", "UTC");
    conf.set("spark.sql.datetime.java8API.enabled", "false");
    conf.set("spark.sql.ansi.enabled", "false");
    conf.set("spark.sql.caseSensitive", "false");
    conf.set("spark.sql.parser.escapedStringLiterals", "false");
    // Else ${env:NAME} in SQL reads the environment, and ${spark...} the settings: the secrets.
    conf.set("spark.sql.variable.substitute", "false");
    return conf;
  }

  /** Spark's own list of classes, each once; those of the lake come first. */
  private static String joined(String... lists) {
    return Stream.of(lists)
        .filter(Objects::nonNull)
        .flatMap(list -> Stream.of(list.split(",")))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct()
        .collect(Collectors.joining(","));
  }

  /** The JVMs of executors are other ones: they get the property on their command line. */
  private static void setInEveryJvm(SparkConf conf, String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
    String given = conf.get(EXECUTOR_OPTIONS, "");
    if (!given.contains("-D" + property + "=")) {
      conf.set(EXECUTOR_OPTIONS, (given + " -D" + property + "=" + value).strip());
    }
  }

  /** Settings that Spark must not show: the user's pattern, or Spark's own, and ours. */
  private static void extend(SparkConf conf, String setting, String usual) {
    conf.set(setting, "(?:" + conf.get(setting, usual) + ")|" + SECRETS);
  }
}
