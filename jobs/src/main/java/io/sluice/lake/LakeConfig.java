package io.sluice.lake;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where the lake is: the Nessie server, the warehouse in the object store and the namespace.
 *
 * @param nessieUri the Nessie API v2, such as {@code http://127.0.0.1:19120/api/v2}
 * @param warehouse root of all table files, such as {@code s3://sluice/warehouse}
 * @param s3Endpoint the S3 store; path-style access is used
 * @param s3Region the region that requests are signed for
 * @param s3AccessKey the access key id
 * @param s3SecretKey the secret access key
 * @param namespace the namespace of all tables, such as {@code market}
 */
public record LakeConfig(
    String nessieUri,
    String warehouse,
    String s3Endpoint,
    String s3Region,
    String s3AccessKey,
    String s3SecretKey,
    String namespace) {

  /** The catalog's name in Spark SQL: {@code lake.market.trades}. */
  public static final String CATALOG = "lake";

  /** The session settings of the catalog {@code lake}, reading {@code ref} unless a table says. */
  public Map<String, String> sparkSettings(String ref) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
            + "org.projectnessie.spark.extensions.NessieSparkSessionExtensions");
    String catalog = "spark.sql.catalog." + CATALOG;
    settings.put(catalog, "org.apache.iceberg.spark.SparkCatalog");
    settings.put(catalog + ".type", "nessie");
    settings.put(catalog + ".ref", ref);
    // A cached table goes on showing the main of before the last publish.
    settings.put(catalog + ".cache-enabled", "false");
    icebergProperties().forEach((key, value) -> settings.put(catalog + "." + key, value));
    return settings;
  }

  /** The catalog properties that Iceberg's Nessie catalog and S3FileIO read. */
  private Map<String, String> icebergProperties() {
    return Map.ofEntries(
        Map.entry("uri", nessieUri),
        Map.entry("client-api-version", "2"),
        Map.entry("warehouse", warehouse),
        Map.entry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO"),
        Map.entry("s3.endpoint", s3Endpoint),
        Map.entry("s3.path-style-access", "true"),
        Map.entry("s3.access-key-id", s3AccessKey),
        Map.entry("s3.secret-access-key", s3SecretKey),
        Map.entry("client.region", s3Region));
  }

  /** The bucket of the warehouse. */
  public String bucket() {
    String path = warehouse.replaceFirst("^s3a?://", "");
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  @Override
  public String toString() {
    return "lake at " + nessieUri + ", warehouse " + warehouse + " on " + s3Endpoint;
  }
}
