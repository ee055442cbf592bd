package io.sluice.feed.generator;

/**
 * What a {@link TradeGenerator} makes; equal settings make equal records, byte for byte.
 *
 * @param seed of the random numbers
 * @param symbols how many symbols trade, 1 to 10,000
 * @param count how many records in all, malformed and duplicates included; {@link #UNBOUNDED} for
 *     no end
 * @param startMillis event time of the first record, epoch milliseconds
 * @param stepMicros how far the event time advances from one record to the next, microseconds
 * @param latePercent share of the records that are late trades, 0 to 100
 * @param duplicatePercent share of the records that repeat an earlier trade, 0 to 100
 * @param malformedPercent share of the records that are malformed, 0 to 100
 * @param latenessMillis the contract's lateness: trades that are not LATE are out of order by less
 *     than half of it, LATE ones by more than {@link TradeGenerator#LATE_MARGIN_MILLIS} beyond it
 * @param firstTradeId trade id of each symbol's first trade; the next ones follow without a gap
 */
public record GeneratorSettings(
    long seed,
    int symbols,
    long count,
    long startMillis,
    long stepMicros,
    double latePercent,
    double duplicatePercent,
    double malformedPercent,
    long latenessMillis,
    long firstTradeId) {

  /** A count that never ends. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  public GeneratorSettings {
    require(symbols >= 1 && symbols <= 10_000, "symbols must be 1 to 10000", symbols);
    require(count >= 0, "count must not be negative", count);
    require(stepMicros >= 0, "event-time step must not be negative", stepMicros);
    require(isShare(latePercent), "late percent must be 0 to 100", latePercent);
    require(isShare(duplicatePercent), "duplicate percent must be 0 to 100", duplicatePercent);
    require(isShare(malformedPercent), "malformed percent must be 0 to 100", malformedPercent);
    double together = latePercent + duplicatePercent + malformedPercent;
    require(
        isShare(together), "late, duplicate and malformed together must be 100 at most", together);
    require(latenessMillis >= 0, "lateness must not be negative", latenessMillis);
    require(
        latePercent == 0 || stepMicros > 0,
        "late trades need an event time that advances",
        stepMicros);
  }

  /** Plain trades: 20 symbols, 1 ms apart, ids from 1, lateness 10 s; nothing late or wrong. */
  public static GeneratorSettings plain(long seed, long count, long startMillis) {
    return new GeneratorSettings(seed, 20, count, startMillis, 1_000, 0, 0, 0, 10_000, 1);
  }

  /** The same with these shares of late, duplicate and malformed records, in percent. */
  public GeneratorSettings withTrouble(
      double latePercent, double duplicatePercent, double malformedPercent) {
    return new GeneratorSettings(
        seed,
        symbols,
        count,
        startMillis,
        stepMicros,
        latePercent,
        duplicatePercent,
        malformedPercent,
        latenessMillis,
        firstTradeId);
  }

  /** The same at this pace of the event time and with this lateness. */
  public GeneratorSettings withTimes(long stepMicros, long latenessMillis) {
    return new GeneratorSettings(
        seed,
        symbols,
        count,
        startMillis,
        stepMicros,
        latePercent,
        duplicatePercent,
        malformedPercent,
        latenessMillis,
        firstTradeId);
  }

  private static boolean isShare(double percent) {
    return percent >= 0 && percent <= 100;
  }

  private static void require(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("Cannot generate trades: " + rule + ": " + value);
    }
  }
}
