package io.sluice.ingest;

import io.sluice.contract.Contract;
import java.util.Map;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What the sink of one ingest query needs to know, as the options that Spark hands through.
 *
 * @param contract the contract's YAML text
 * @param datasetTable Spark SQL name of the dataset's table on staging
 * @param quarantineTable Spark SQL name of the quarantine on staging
 * @param bootstrapServers the Kafka cluster
 * @param source the name of that cluster, kept with each row
 * @param checkpoint where the query keeps its offset log
 * @param byIdentity whether rows are spread over tasks by identity, not by Kafka partition
 */
record IngestSettings(
    String contract,
    String datasetTable,
    String quarantineTable,
    String bootstrapServers,
    String source,
    String checkpoint,
    boolean byIdentity) {

  Map<String, String> toOptions() {
    return Map.of(
        "contract", contract,
        "dataset-table", datasetTable,
        "quarantine-table", quarantineTable,
        "bootstrap-servers", bootstrapServers,
        "source", source,
        "checkpoint", checkpoint,
        "by-identity", Boolean.toString(byIdentity));
  }

  static IngestSettings of(CaseInsensitiveStringMap options) {
    return new IngestSettings(
        options.get("contract"),
        options.get("dataset-table"),
        options.get("quarantine-table"),
        options.get("bootstrap-servers"),
        options.get("source"),
        options.get("checkpoint"),
        options.getBoolean("by-identity", false));
  }

  Contract parsedContract() {
    return Contract.parse("contract", contract);
  }
}
