package io.sluice.audit;

import static org.apache.spark.sql.functions.col;

import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.lake.StagingCommit;
import io.sluice.state.Since;
import io.sluice.state.Snapshots;
import io.sluice.state.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.spark.sql.Row;
import org.projectnessie.model.Branch;
import org.projectnessie.model.IcebergTable;

/** The table {@code audits} on staging: what each audit checked and found. */
public final class Evidence {
  /** In the summary of every commit of ours to the table. */
  public static final String AUDIT_ID = "sluice.audit-id";

  private static final int KEEP_SNAPSHOTS = 50;
  private static final int TRIES = 20;

  private final Lake lake;

  public Evidence(Lake lake) {
    this.lake = lake;
  }

  /**
   * Appends the findings of audits, all in one commit.
   *
   * @return the table right after that commit: no row of anybody else can have come in since
   */
  public IcebergTable write(List<AuditReport> reports) {
    for (int tried = 1; ; tried++) {
      StagingCommit commit =
          StagingCommit.begin(lake, List.of(Tables.AUDITS), KEEP_SNAPSHOTS, AUDIT_ID);
      append(commit.table(Tables.AUDITS), reports);
      try {
        Branch written = commit.commit("audit " + reports.get(0).auditId(), Map.of());
        return lake.references().contents(written, List.of(Tables.AUDITS)).get(Tables.AUDITS);
      } catch (ConflictException e) {
        // Another publisher's evidence came first.
        if (tried == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Appends the findings to the table as part of a greater commit. */
  public static void append(Table table, List<AuditReport> reports) {
    table
        .newAppend()
        .appendFile(file(table, reports))
        .set(AUDIT_ID, reports.get(0).auditId())
        .commit();
  }

  private static DataFile file(Table table, List<AuditReport> reports) {
    String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
    try {
      DataWriter<Record> writer =
          Parquet.writeData(table.io().newOutputFile(location))
              .forTable(table)
              .withSpec(PartitionSpec.unpartitioned())
              .createWriterFunc(GenericParquetWriter::create)
              .build();
      try (writer) {
        for (AuditReport report : reports) {
          for (Finding finding : report.findings()) {
            writer.write(row(table, report, finding));
          }
        }
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write evidence: " + e.getMessage(), e);
    }
  }

  private static Record row(Table table, AuditReport report, Finding finding) {
    Record row = GenericRecord.create(table.schema());
    row.setField("audit_id", report.auditId());
    row.setField("publish", report.number());
    row.setField("staging_hash", report.stagingHash());
    row.setField("audited_at", report.auditedAt().atOffset(ZoneOffset.UTC));
    row.setField("dataset", finding.dataset());
    row.setField("rule", finding.rule());
    row.setField("slice", finding.slice());
    row.setField("observed", finding.observed());
    row.setField("allowed", finding.allowed());
    row.setField("passed", finding.passed());
    row.setField("status", finding.status().label());
    return row;
  }

  /**
   * Whether everything that the table on staging has beyond main's was written here.
   *
   * @param published the table on main
   */
  public Since sinceOn(IcebergTable published) {
    Table table = lake.table(Tables.AUDITS, References.STAGING);
    return Since.of(
        Snapshots.ancestors(table.currentSnapshot(), table::snapshot),
        published.getSnapshotId(),
        AUDIT_ID);
  }

  /** What an audit found wrong. */
  public List<Finding> failures(long number, String auditId) {
    List<Finding> findings = new ArrayList<>();
    for (Row row :
        lake.spark()
            .table(lake.name(Tables.AUDITS, References.STAGING))
            .where(
                col("publish")
                    .equalTo(number)
                    .and(col("audit_id").equalTo(auditId))
                    .and(col("status").equalTo(Finding.Status.FAILED.label())))
            .select("dataset", "rule", "slice", "observed", "allowed")
            .distinct()
            .orderBy("dataset", "rule", "slice")
            .collectAsList()) {
      findings.add(
          new Finding(
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              false));
    }
    if (findings.isEmpty()) {
      throw new SluiceException(
          "Cannot read the evidence of a failed audit: no such rows in audits: publish "
              + number
              + ", audit "
              + auditId);
    }
    return findings;
  }
}
