package io.sluice.lake;

import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.projectnessie.client.http.HttpClientException;
import org.projectnessie.model.IcebergTable;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The open lake: Spark session, references and tables. Closing it stops what it started. */
public final class Lake implements AutoCloseable {
  private final LakeConfig config;
  private final SparkSession spark;
  private final References references;

  private Lake(LakeConfig config, SparkSession spark, References references) {
    this.config = config;
    this.spark = spark;
    this.references = references;
  }

  /**
   * Opens the lake with a Spark session whose unqualified reads see {@code ref}.
   *
   * @param sparkSettings settings that win over Sluice's own
   * @throws NotReadyException where the Nessie server does not answer
   */
  public static Lake open(LakeConfig config, String ref, Map<String, String> sparkSettings) {
    References references = References.open(config);
    try {
      references.ping(config.nessie());
      return new Lake(config, LakeSession.start(config, ref, sparkSettings), references);
    } catch (RuntimeException e) {
      references.close();
      throw e;
    }
  }

  /** The same lake in another session, whose views and settings are its own; never closed. */
  public Lake with(SparkSession session) {
    return new Lake(config, session, references);
  }

  public LakeConfig config() {
    return config;
  }

  public SparkSession spark() {
    return spark;
  }

  public References references() {
    return references;
  }

  /** The Spark SQL name of a table on a reference: {@code lake.market.`trades@staging`}. */
  public String name(String table, String ref) {
    return LakeConfig.CATALOG + "." + config.namespace() + ".`" + table + "@" + ref + "`";
  }

  /** The Spark SQL name of a table at one commit of a reference; nothing can change it. */
  public String name(String table, String ref, String hash) {
    return name(table, ref + "#" + hash);
  }

  /** The Iceberg table as it is now on a reference. */
  public Table table(String table, String ref) {
    try {
      return Spark3Util.loadIcebergTable(spark, name(table, ref));
    } catch (NoSuchTableException | IllegalArgumentException e) {
      // Iceberg's Nessie catalog says so of a reference that is not there.
      throw new NotReadyException(
          "Cannot open table: run `sluice init` first: " + table + " on " + ref, e);
    } catch (ParseException e) {
      throw new SluiceException("Cannot open table: not a name: " + table + " on " + ref, e);
    } catch (SdkClientException e) {
      throw config.s3().unreachable(e);
    } catch (HttpClientException e) {
      throw config.nessie().unreachable(e);
    } catch (RuntimeException e) {
      if (S3Access.refuses(e)) {
        throw config.s3().unreachable(e);
      }
      throw new SluiceException(
          "Cannot open table: " + e.getMessage() + ": " + table + " on " + ref, e);
    }
  }

  /** A table at one commit of a reference. */
  public Frozen frozen(String table, String ref, String hash) {
    return new Frozen(table(table, ref + "#" + hash), name(table, ref, hash));
  }

  /** The Iceberg table as one of its contents says, wherever that is; nothing can change it. */
  public Table table(String table, IcebergTable content) {
    FileIO io = table(table, References.STAGING).io();
    return new BaseTable(new StaticTableOperations(content.getMetadataLocation(), io), table);
  }

  @Override
  public void close() {
    references.close();
    spark.stop();
  }
}
