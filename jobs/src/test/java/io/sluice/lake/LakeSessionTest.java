package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.collection.JavaConverters;

/** How the Spark session is set. */
final class LakeSessionTest {
  private static final LakeConfig SECURED =
      new LakeConfig(
          new NessieAccess(
              "http://nessie/api/v2",
              Map.of("authentication.type", "BEARER", "authentication.token", "planted-token")),
          "s3://bucket/path",
          new S3Access(
              Optional.of("http://store:9000"),
              Optional.empty(),
              Optional.of(
                  new S3Access.Keys("planted-id", "planted-key", Optional.of("planted-session")))),
          "market");

  private static final LakeConfig ON_AWS =
      new LakeConfig(
          NessieAccess.open("http://nessie/api/v2"),
          "s3://bucket/path",
          new S3Access(Optional.empty(), Optional.empty(), Optional.empty()),
          "market");

  @Test
  void aSecuredLakeGetsItsCredentials() {
    assertThat(catalog(SECURED))
        .contains(
            "authentication.type=BEARER",
            "authentication.token=planted-token",
            "s3.access-key-id=planted-id",
            "s3.secret-access-key=planted-key",
            "s3.session-token=planted-session",
            "s3.endpoint=http://store:9000",
            "s3.path-style-access=true",
            "client.region=us-east-1");
  }

  @Test
  void withoutKeysAndEndpointAwsDecides() {
    assertThat(catalog(ON_AWS))
        .noneMatch(setting -> setting.startsWith("s3."))
        .noneMatch(setting -> setting.startsWith("client."));
    assertThat(
            LakeSession.conf(ON_AWS, "main", Map.of()).get("spark.executor.extraJavaOptions", ""))
        .isEmpty();
  }

  @Test
  void executorsGetWhatStoresThatAreNotAwsNeedBesideTheUsersOptions() {
    SparkConf conf =
        LakeSession.conf(
            SECURED,
            "main",
            Map.of(
                "spark.executor.extraJavaOptions",
                "-Xss4m -Daws.requestChecksumCalculation=when_supported"));

    assertThat(conf.get("spark.executor.extraJavaOptions").split(" "))
        .containsExactly(
            "-Xss4m",
            "-Daws.requestChecksumCalculation=when_supported",
            "-Daws.responseChecksumValidation=when_required");
  }

  @Test
  void sparkShowsNoSecretInItsEnvironmentAndItsPlans() {
    SparkConf conf =
        LakeSession.conf(
            SECURED, "main", Map.of("spark.redaction.regex", "own", "spark.x.own", "planted-own"));
    conf.set("spark.kafka.sasl.jaas.config", "planted-jaas");
    conf.set("spark.kafka.ssl.keystore.key", "planted-pem");
    List<Tuple2<String, String>> all = Stream.of(conf.getAll()).toList();

    assertThat(Utils.redact(conf, JavaConverters.asScalaBuffer(all).toSeq()).toString())
        .doesNotContain("planted-");
    SQLConf sql = new SQLConf();
    sql.setConfString(
        "spark.sql.redaction.options.regex", conf.get("spark.sql.redaction.options.regex"));
    assertThat(
            sql.redactOptions(
                    scala.collection.immutable.Map$.MODULE$
                        .<String, String>empty()
                        .$plus(new Tuple2<>("kafka.sasl.jaas.config", "planted-jaas"))
                        .$plus(new Tuple2<>("kafka.ssl.key.password", "planted-password")))
                .toString())
        .doesNotContain("planted-");
  }

  @Test
  void noTextHoldsASecret() {
    assertThat(SECURED + " " + SECURED.nessie() + " " + SECURED.s3()).doesNotContain("planted-");
  }

  private static List<String> catalog(LakeConfig config) {
    return config.sparkSettings("main").entrySet().stream()
        .filter(each -> each.getKey().startsWith("spark.sql.catalog.lake."))
        .map(
            each ->
                each.getKey().substring("spark.sql.catalog.lake.".length()) + "=" + each.getValue())
        .toList();
  }
}
