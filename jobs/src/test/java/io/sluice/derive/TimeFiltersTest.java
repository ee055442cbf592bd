package io.sluice.derive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.EmptyBars;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.market.CandleInterval;
import io.sluice.market.CandleTable;
import io.sluice.market.NeededBars;
import io.sluice.market.Range;
import io.sluice.market.Ranges;
import io.sluice.state.Micros;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of the bars are read, as Iceberg itself plans them. */
class TimeFiltersTest {
  private static final YearMonth FIRST = YearMonth.of(2014, 1);
  private static final int MONTHS = 120;

  /** From the epoch on, as Iceberg counts months. */
  private static final int MONTHS_TO_FIRST = 44 * 12;

  @Test
  void oneTradeOfTheFirstDayDoesNotReadTheFilesOfTenYears(@TempDir Path folder) {
    Frozen bars = tenYears(folder);
    Ranges late =
        Ranges.of(List.of(minute("2014-01-01T00:00:00Z"), minute("2023-12-31T12:00:00Z")));
    long now = Micros.of(Instant.parse("2024-01-01T00:00:00Z"));

    List<String> files = planned(bars, NeededBars.of(late, EmptyBars.NONE, now));

    // Each interval's months of the two minutes; the first week began in 2013.
    assertThat(files).hasSize(2 * CandleInterval.values().length);
    assertThat(files)
        .contains("1m/2014-01", "1mo/2014-01", "1m/2023-12", "1w/2023-12")
        .doesNotContain("1m/2018-06");
  }

  @Test
  void aMinuteThatClosesReadsOnlyTheFilesOfItsMonth(@TempDir Path folder) {
    Frozen bars = tenYears(folder);
    Range closing = minute("2018-06-15T10:00:00Z");

    List<String> files =
        planned(
            bars, NeededBars.of(Ranges.of(List.of(closing)), EmptyBars.FLAT, closing.toMicros()));

    assertThat(files).hasSize(CandleInterval.values().length).allMatch(f -> f.endsWith("2018-06"));
  }

  private static Range minute(String time) {
    return Range.minute(Micros.of(Instant.parse(time)));
  }

  private static List<String> planned(Frozen bars, NeededBars needed) {
    return FileReader.plan(bars, TimeFilters.files(needed)).stream()
        .map(task -> task.file().location())
        .toList();
  }

  /** A table with a file for each interval and month, without a byte of data. */
  private static Frozen tenYears(Path folder) {
    PartitionSpec spec =
        PartitionSpec.builderFor(CandleTable.schema())
            .identity("interval")
            .month("open_time")
            .build();
    Table table =
        new HadoopTables(new Configuration())
            .create(CandleTable.schema(), spec, folder.resolve("candles").toString());
    AppendFiles append = table.newAppend();
    for (int month = 0; month < MONTHS; month++) {
      for (CandleInterval interval : CandleInterval.values()) {
        append.appendFile(
            DataFiles.builder(spec)
                .withFormat(FileFormat.PARQUET)
                .withPath(interval.label() + "/" + FIRST.plusMonths(month))
                .withPartitionPath(
                    "interval=%s/open_time_month=%d"
                        .formatted(interval.label(), MONTHS_TO_FIRST + month))
                .withFileSizeInBytes(1)
                .withRecordCount(1)
                .build());
      }
    }
    append.commit();
    return new Frozen(table, "candles");
  }
}
