package io.sluice.lake;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import io.sluice.contract.FieldType;
import io.sluice.failure.SluiceException;
import io.sluice.market.CandleTable;
import io.sluice.state.PublishNumbers;
import io.sluice.state.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.SparkCatalog;
import org.projectnessie.model.Branch;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Creates what is missing of a lake: bucket, namespace, tables, staging and the first tag. */
public final class LakeInit {
  private static final Pattern TRANSFORM = Pattern.compile("(\\w+)\\((?:(\\d+), *)?(\\w+)\\)");

  private final Lake lake;

  public LakeInit(Lake lake) {
    this.lake = lake;
  }

  /**
   * Looks whether the contract fits what is there already; creates nothing.
   *
   * @throws io.sluice.failure.UnusableException where it does not
   */
  public void check(Contract contract) {
    new LayoutCheck(lake, contract).agreedTables();
  }

  /** What was created; empty where everything was there. */
  public List<String> init(Contract contract) {
    check(contract);
    List<String> created = new ArrayList<>();
    createBucket(created);
    Catalog catalog = ((SparkCatalog) sparkCatalog()).icebergCatalog();
    createNamespace(catalog, created);
    createTables(catalog, contract, created);
    createStaging(Tables.of(contract), created);
    tagMain(created);
    return created;
  }

  private void createBucket(List<String> created) {
    LakeConfig config = lake.config();
    try (S3Client s3 = config.s3().client()) {
      if (!exists(s3, config.bucket())) {
        s3.createBucket(request -> request.bucket(config.bucket()));
        created.add("bucket " + config.bucket());
      }
    } catch (SdkClientException e) {
      throw config.s3().unreachable(e);
    } catch (S3Exception e) {
      if (S3Access.refuses(e)) {
        throw config.s3().unreachable(e);
      }
      throw new SluiceException(
          "Cannot create bucket " + config.bucket() + ": " + e.getMessage(), e);
    }
  }

  private static boolean exists(S3Client s3, String bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket));
      return true;
    } catch (NoSuchBucketException e) {
      return false;
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return false;
      }
      throw e;
    }
  }

  private Object sparkCatalog() {
    return lake.spark().sessionState().catalogManager().catalog(LakeConfig.CATALOG);
  }

  private void createNamespace(Catalog catalog, List<String> created) {
    Namespace namespace = Namespace.of(lake.config().namespace());
    if (!((SupportsNamespaces) catalog).namespaceExists(namespace)) {
      ((SupportsNamespaces) catalog).createNamespace(namespace);
      created.add("namespace " + namespace);
    }
  }

  private void createTables(Catalog catalog, Contract contract, List<String> created) {
    Tables tables = Tables.of(contract);
    for (String table : tables.all()) {
      TableIdentifier id = TableIdentifier.of(lake.config().namespace(), table);
      if (!catalog.tableExists(id)) {
        Schema schema = schema(table, tables, contract);
        catalog
            .buildTable(id, schema)
            .withPartitionSpec(partitions(table, schema, tables, contract))
            .withProperties(properties(table, contract))
            .create();
        created.add("table " + id);
      }
    }
  }

  /**
   * A table that staging lacks joins it under main's content id: one that came later, or one of an
   * init that was ended half-way.
   */
  private void createStaging(Tables tables, List<String> created) {
    References references = lake.references();
    Branch main = references.branch(References.MAIN);
    if (references.find(References.STAGING).isEmpty()) {
      references.create(Branch.of(References.STAGING, main.getHash()), References.MAIN);
      created.add("branch " + References.STAGING);
      return;
    }
    Branch staging = references.branch(References.STAGING);
    List<String> missing = new ArrayList<>(tables.all());
    missing.removeAll(references.contents(staging, tables.all()).keySet());
    if (!missing.isEmpty()) {
      references.bringNew(main, staging, missing, "init: " + missing);
    }
  }

  /** Every state that main is ever at has its tag. */
  private void tagMain(List<String> created) {
    References references = lake.references();
    Branch main = references.branch(References.MAIN);
    List<Reference> all = references.all();
    boolean tagged =
        all.stream().anyMatch(each -> each instanceof Tag && each.getHash().equals(main.getHash()));
    if (!tagged) {
      String tag = PublishNumbers.tag(PublishNumbers.of(all).next());
      references.create(Tag.of(tag, main.getHash()), References.MAIN);
      created.add("tag " + tag);
    }
  }

  /** The columns of a table as they are agreed. */
  public static Schema schema(String table, Tables tables, Contract contract) {
    if (table.equals(Tables.AUDITS)) {
      return TableSchemas.audits();
    }
    if (table.equals(tables.quarantine())) {
      return TableSchemas.quarantine();
    }
    return tables.isCandles(table) ? CandleTable.schema() : TableSchemas.dataset(contract);
  }

  /** The partitioning of a table as it is agreed. */
  public static PartitionSpec partitions(
      String table, Schema schema, Tables tables, Contract contract) {
    if (table.equals(Tables.AUDITS)) {
      return PartitionSpec.unpartitioned();
    }
    if (table.equals(tables.quarantine())) {
      return PartitionSpec.builderFor(schema).day("_broker_time").build();
    }
    return tables.isCandles(table)
        ? PartitionSpec.builderFor(schema).identity("interval").month("open_time").build()
        : partitions(schema, contract.partitionBy());
  }

  private static PartitionSpec partitions(Schema schema, List<String> transforms) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    for (String transform : transforms) {
      Matcher matcher = TRANSFORM.matcher(transform);
      if (!matcher.matches()) {
        spec.identity(transform);
        continue;
      }
      String column = matcher.group(3);
      switch (matcher.group(1)) {
        case "identity" -> spec.identity(column);
        case "hour" -> spec.hour(column);
        case "day" -> spec.day(column);
        case "month" -> spec.month(column);
        case "year" -> spec.year(column);
        case "bucket" -> spec.bucket(column, Integer.parseInt(matcher.group(2)));
        case "truncate" -> spec.truncate(column, Integer.parseInt(matcher.group(2)));
        default -> throw new SluiceException("Cannot partition: unknown transform: " + transform);
      }
    }
    return spec.build();
  }

  private static Map<String, String> properties(String table, Contract contract) {
    Map<String, String> properties = new HashMap<>();
    properties.put("format-version", "2");
    // The writers keep rows where they are: a shuffle by partition would cost more than it saves.
    properties.put("write.distribution-mode", "none");
    properties.put("commit.retry.num-retries", "20");
    // It lists every snapshot with its summary, and is rewritten with each commit.
    properties.put("write.metadata.compression-codec", "gzip");
    // Nessie keeps older states: their metadata files must outlive the table's own history.
    properties.put("write.metadata.delete-after-commit.enabled", "false");
    if (!table.equals(Tables.AUDITS)) {
      properties.put(LayoutCheck.DATASET, contract.dataset());
    }
    if (table.equals(contract.dataset())) {
      nearlyUnique(contract)
          .forEach(
              column ->
                  properties.put("write.parquet.dict-encoding-enabled.column." + column, "false"));
    }
    return properties;
  }

  /**
   * Columns whose values hardly ever repeat: a dictionary of them is built, found to be too large
   * and thrown away, which takes a third of the time that ingest has.
   */
  private static Stream<String> nearlyUnique(Contract contract) {
    Set<FieldType.Kind> repeating = Set.of(FieldType.Kind.STRING, FieldType.Kind.BOOLEAN);
    Stream<String> numbers =
        contract.fields().stream()
            .filter(field -> !repeating.contains(field.type().kind()))
            .map(Field::name);
    // The key's last column tells the rows of one group apart.
    Stream<String> ids = contract.key().stream().skip(Math.max(0, contract.key().size() - 1L));
    return Stream.of(numbers, ids, Stream.of("_offset", "_broker_time"))
        .flatMap(names -> names)
        .distinct();
  }
}
