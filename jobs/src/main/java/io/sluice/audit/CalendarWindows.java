package io.sluice.audit;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The windows coarser than a minute that hold an instant, by calendar arithmetic in UTC: an array
 * of (interval, finer, open_micros, close_micros), the times in µs since the epoch. Shares no code
 * with what makes the bars: the audit is to find its mistakes.
 */
final class CalendarWindows implements UDF1<Long, Row[]> {
  static final ArrayType TYPE =
      DataTypes.createArrayType(
          new StructType()
              .add("interval", DataTypes.StringType)
              .add("finer", DataTypes.StringType)
              .add("open_micros", DataTypes.LongType)
              .add("close_micros", DataTypes.LongType));

  private static final long serialVersionUID = 1L;
  private static final long MICROS = 1_000_000L;

  @Override
  public Row[] call(Long micros) {
    if (micros == null) {
      return new Row[0];
    }
    LocalDateTime minute =
        LocalDateTime.ofEpochSecond(Math.floorDiv(micros, MICROS), 0, ZoneOffset.UTC)
            .truncatedTo(ChronoUnit.MINUTES);
    LocalDateTime hour = minute.truncatedTo(ChronoUnit.HOURS);
    LocalDateTime day = minute.truncatedTo(ChronoUnit.DAYS);
    LocalDateTime five = minute.minusMinutes(minute.getMinute() % 5);
    LocalDateTime fifteen = minute.minusMinutes(minute.getMinute() % 15);
    LocalDateTime four = hour.minusHours(hour.getHour() % 4);
    LocalDateTime week = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    LocalDateTime month = day.withDayOfMonth(1);
    return new Row[] {
      window("5m", "1m", five, five.plusMinutes(5)),
      window("15m", "5m", fifteen, fifteen.plusMinutes(15)),
      window("1h", "15m", hour, hour.plusHours(1)),
      window("4h", "1h", four, four.plusHours(4)),
      window("1d", "4h", day, day.plusDays(1)),
      window("1w", "1d", week, week.plusWeeks(1)),
      window("1mo", "1d", month, month.plusMonths(1))
    };
  }

  private static Row window(String interval, String finer, LocalDateTime open, LocalDateTime end) {
    return RowFactory.create(interval, finer, micros(open), micros(end));
  }

  private static long micros(LocalDateTime time) {
    return Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), MICROS);
  }
}
