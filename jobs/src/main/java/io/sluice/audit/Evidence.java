package io.sluice.audit;

import static org.apache.spark.sql.functions.col;

import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.lake.TableSchemas;
import io.sluice.state.Tables;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/** The table {@code audits} on staging: what each audit checked and found. */
public final class Evidence {
  private final Lake lake;

  public Evidence(Lake lake) {
    this.lake = lake;
  }

  /** Appends the findings of one audit. */
  public void write(AuditReport report) {
    List<Row> rows = new ArrayList<>();
    for (Finding finding : report.findings()) {
      rows.add(
          RowFactory.create(
              report.auditId(),
              report.number(),
              report.stagingHash(),
              Timestamp.from(report.auditedAt()),
              finding.dataset(),
              finding.rule(),
              finding.slice(),
              finding.observed(),
              finding.allowed(),
              finding.passed(),
              finding.status().label()));
    }
    try {
      lake.spark()
          .createDataFrame(rows, SparkSchemaUtil.convert(TableSchemas.audits()))
          .coalesce(1)
          .writeTo(lake.name(Tables.AUDITS, References.STAGING))
          .append();
    } catch (NoSuchTableException e) {
      throw new SluiceException("Cannot write evidence: no table audits on staging", e);
    }
  }

  /** What the audit of a kept candidate found wrong; empty where it was not audited to its end. */
  public List<Finding> failures(long number, String stagingHash) {
    List<Finding> findings = new ArrayList<>();
    for (Row row :
        lake.spark()
            .table(lake.name(Tables.AUDITS, References.STAGING))
            .where(
                col("publish")
                    .equalTo(number)
                    .and(col("staging_hash").equalTo(stagingHash))
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
    return findings;
  }
}
