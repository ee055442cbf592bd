package io.sluice.lake;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the lake is: the Nessie server, the warehouse in the object store and the namespace.
 *
 * @param nessie the catalog
 * @param warehouse root of all table files, such as {@code s3://sluice/warehouse}
 * @param s3 the store of the warehouse
 * @param namespace the namespace of all tables, such as {@code market}
 */
public record LakeConfig(NessieAccess nessie, String warehouse, S3Access s3, String namespace) {

  /** A lake on a Nessie server without authentication and a store with fixed keys. */
  public LakeConfig(
      String nessieUri,
      String warehouse,
      String s3Endpoint,
      String s3Region,
      String s3AccessKey,
      String s3SecretKey,
      String namespace) {
    this(
        NessieAccess.open(nessieUri),
        warehouse,
        new S3Access(
            Optional.of(s3Endpoint),
            Optional.of(s3Region),
            Optional.of(new S3Access.Keys(s3AccessKey, s3SecretKey, Optional.empty()))),
        namespace);
  }

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
    Map<String, String> properties = new TreeMap<>(nessie.properties());
    properties.putAll(s3.properties());
    properties.put("uri", nessie.uri());
    properties.put("client-api-version", "2");
    properties.put("warehouse", warehouse);
    properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    return properties;
  }

  /** The bucket of the warehouse. */
  public String bucket() {
    String path = warehouse.replaceFirst("^s3a?://", "");
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  @Override
  public String toString() {
    return "lake at " + nessie.uri() + ", warehouse " + warehouse + " on " + s3.where();
  }
}
