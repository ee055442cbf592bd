package io.sluice.command;

import io.sluice.contract.Contract;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.LayoutCheck;
import io.sluice.lake.NessieAccess;
import io.sluice.lake.References;
import io.sluice.lake.S3Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
      names = "--nessie-token",
      paramLabel = "TOKEN",
      description = "Bearer token for Nessie; better given as SLUICE_NESSIE_TOKEN.")
  private String nessieToken;

  @Option(
      names = "--nessie-token-file",
      paramLabel = "FILE",
      description = "File that holds the bearer token for Nessie; read once, at the start.")
  private Path nessieTokenFile;

  // Texts, not a map: picocli would print a value that it cannot read, and it can be a secret.
  @Option(
      names = "--nessie-property",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of Nessie's client below authentication., transport. or ssl., such as"
              + " authentication.type=OAUTH2; can be repeated.")
  private List<String> nessieProperties = new ArrayList<>();

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description =
          "The S3 store; path-style access is used. If not set, AWS; ./sluice sets it to the local"
              + " stack's.")
  private String s3Endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      description =
          "Region that requests are signed for. If not set, us-east-1 with --s3-endpoint, else"
              + " AWS's default chain.")
  private String s3Region;

  @Option(
      names = "--s3-access-key",
      paramLabel = "KEY",
      description =
          "Access key id. If not set, AWS's default credentials chain; ./sluice sets that of the"
              + " local stack.")
  private String s3AccessKey;

  @Option(
      names = "--s3-secret-key",
      paramLabel = "KEY",
      description = "Secret access key; better given as SLUICE_S3_SECRET_KEY.")
  private String s3SecretKey;

  @Option(
      names = "--s3-session-token",
      paramLabel = "TOKEN",
      description = "Session token of temporary keys; better given as SLUICE_S3_SESSION_TOKEN.")
  private String s3SessionToken;

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
  private List<String> settings = new ArrayList<>();

  /** Refuses settings that lead a verb to another lake or past its checks. */
  void refuseSettings(String verb, String... prefixes) {
    for (String key : conf().keySet()) {
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

  /** Opens the lake for a dataset, whose tables must be its own. */
  Lake open(Contract contract) {
    return open(List.of(contract));
  }

  /**
   * Opens the lake for datasets, whose tables must be their own.
   *
   * @throws io.sluice.failure.UnusableException where they are of another layout or dataset
   */
  Lake open(List<Contract> contracts) {
    Lake opened = open();
    try {
      contracts.forEach(contract -> new LayoutCheck(opened, contract).ownTables());
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
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
    Map<String, String> conf = conf();
    if (shufflePartitions != null) {
      if (shufflePartitions < 1) {
        throw new ParameterException(
            spec.commandLine(),
            "Cannot use --shuffle-partitions: must be 1 at least: " + shufflePartitions);
      }
      conf.put("spark.sql.shuffle.partitions", shufflePartitions.toString());
    }
    return Lake.open(config(), ref, conf);
  }

  LakeConfig config() {
    return new LakeConfig(nessie(), warehouse, s3(), namespace);
  }

  private NessieAccess nessie() {
    Map<String, String> properties = new TreeMap<>();
    token()
        .ifPresent(
            token -> {
              properties.put("authentication.type", "BEARER");
              properties.put("authentication.token", token);
            });
    KeyValues.of(spec, "--nessie-property", nessieProperties)
        .forEach(
            (key, value) -> {
              if (!NessieAccess.takes(key)) {
                throw unusable(
                    "Cannot use --nessie-property: must start with authentication., transport. or"
                        + " ssl.: "
                        + key);
              }
              properties.put(key, value);
            });
    return new NessieAccess(nessieUri, properties);
  }

  private Map<String, String> conf() {
    return KeyValues.of(spec, "--conf", settings);
  }

  private Optional<String> token() {
    if (nessieTokenFile == null) {
      return Optional.ofNullable(nessieToken);
    }
    if (nessieToken != null) {
      throw unusable("Cannot use --nessie-token and --nessie-token-file together");
    }
    try {
      String token = Files.readString(nessieTokenFile).strip();
      if (token.isEmpty()) {
        throw unusable("Cannot use --nessie-token-file: it is empty: " + nessieTokenFile);
      }
      return Optional.of(token);
    } catch (IOException e) {
      throw unusable("Cannot read --nessie-token-file: no readable text: " + nessieTokenFile);
    }
  }

  private S3Access s3() {
    if ((s3AccessKey == null) != (s3SecretKey == null)) {
      throw unusable("Cannot use one of --s3-access-key and --s3-secret-key without the other");
    }
    if (s3SessionToken != null && s3AccessKey == null) {
      throw unusable("Cannot use --s3-session-token without --s3-access-key and --s3-secret-key");
    }
    return new S3Access(
        Optional.ofNullable(s3Endpoint),
        Optional.ofNullable(s3Region),
        Optional.ofNullable(s3AccessKey)
            .map(key -> new S3Access.Keys(key, s3SecretKey, Optional.ofNullable(s3SessionToken))));
  }

  private ParameterException unusable(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
