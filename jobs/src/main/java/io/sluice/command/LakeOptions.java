package io.sluice.command;

import io.sluice.lake.Lake;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.References;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the lake is and how Spark is started. */
final class LakeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--nessie-uri",
      paramLabel = "URI",
      defaultValue = "http://127.0.0.1:19120/api/v2",
      description = "Nessie's API v2. Default: ${DEFAULT-VALUE}.")
  private String nessieUri;

  @Option(
      names = "--warehouse",
      paramLabel = "URI",
      defaultValue = "s3://sluice/warehouse",
      description = "Root of all table files. Default: ${DEFAULT-VALUE}.")
  private String warehouse;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9000",
      description = "The S3 store; path-style access is used. Default: ${DEFAULT-VALUE}.")
  private String s3Endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      defaultValue = "us-east-1",
      description = "Region that requests are signed for. Default: ${DEFAULT-VALUE}.")
  private String s3Region;

  @Option(
      names = "--s3-access-key",
      paramLabel = "KEY",
      defaultValue = "sluice",
      description = "Access key id. Default: that of the local stack.")
  private String s3AccessKey;

  @Option(
      names = "--s3-secret-key",
      paramLabel = "KEY",
      defaultValue = "sluice-local",
      description =
          "Secret access key; better given as SLUICE_S3_SECRET_KEY. Default: that of the local stack.")
  private String s3SecretKey;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "market",
      description = "Namespace of the tables. Default: ${DEFAULT-VALUE}.")
  private String namespace;

  @Option(
      names = "--shuffle-partitions",
      paramLabel = "N",
      description = "Spark's shuffle partitions. If not set, spark.sql.shuffle.partitions, else 4.")
  private Integer shufflePartitions;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A further setting of the Spark session; can be repeated.")
  private Map<String, String> conf = new LinkedHashMap<>();

  /** Refuses settings that lead a verb to another lake or past its checks. */
  void refuseSettings(String verb, String... prefixes) {
    for (String key : conf.keySet()) {
      for (String prefix : prefixes) {
        if (key.strip().toLowerCase(Locale.ROOT).startsWith(prefix)) {
          throw new ParameterException(
              spec.commandLine(), "Cannot " + verb + ": not with this setting: --conf " + key);
        }
      }
    }
  }

  /** Opens the lake; unqualified reads see main. */
  Lake open() {
    return open(References.MAIN);
  }

  /** Opens the lake; unqualified reads see the given reference. */
  Lake open(String ref) {
    if (!warehouse.matches("s3a?://[^/]+(/.*)?")) {
      throw new ParameterException(
          spec.commandLine(), "Cannot use --warehouse: must be s3://BUCKET/PATH: " + warehouse);
    }
    if (!namespace.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new ParameterException(
          spec.commandLine(), "Cannot use --namespace: must be one plain name: " + namespace);
    }
    if (shufflePartitions != null) {
      if (shufflePartitions < 1) {
        throw new ParameterException(
            spec.commandLine(),
            "Cannot use --shuffle-partitions: must be 1 at least: " + shufflePartitions);
      }
      conf.put("spark.sql.shuffle.partitions", shufflePartitions.toString());
    }
    return Lake.open(
        new LakeConfig(
            nessieUri, warehouse, s3Endpoint, s3Region, s3AccessKey, s3SecretKey, namespace),
        ref,
        conf);
  }
}
