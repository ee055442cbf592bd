package io.sluice.derive;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The bars to write, in the form of {@link CandleRows#CHANGES}. */
final class CandleChanges {
  private CandleChanges() {}

  static Dataset<Row> none(SparkSession spark) {
    return spark.createDataFrame(List.<Row>of(), CandleRows.CHANGES);
  }
}
