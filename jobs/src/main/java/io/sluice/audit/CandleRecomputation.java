package io.sluice.audit;

/**
 * SQL that recomputes bars from their trades another way than the bars were made: by Spark's own
 * aggregates in one batch. The audit holds both against each other.
 *
 * <p>The query returns a row {@code (interval, exchange, symbol, open_time)} for each bar that
 * differs, is missing or has no trades. Functions: {@value #PRODUCT} gives price * quantity rounded
 * to scale 18, {@value #WINDOWS} the windows of the calendar, {@value #VWAP} compares a vwap.
 *
 * @param trades relation of the trades, at least those of all minutes in question
 * @param candles relation of the bars, at least those in question and what they are rolled up from
 * @param touched relation {@code (exchange, symbol, interval, open_micros)} of windows in question
 * @param fromMicros windows that end after this are in question as well, µs since the epoch UTC
 * @param throughMicros windows that end by then are closed
 * @param emptyBars whether a minute without trades has a bar
 */
record CandleRecomputation(
    String trades,
    String candles,
    String touched,
    long fromMicros,
    long throughMicros,
    boolean emptyBars) {
  /** The SQL function that multiplies exactly. */
  static final String PRODUCT = "sluice_product";

  /** The SQL function that says whether a vwap is that of a quote volume and a volume. */
  static final String VWAP = "sluice_vwap_holds";

  /**
   * The SQL function that gives the windows coarser than a minute that hold an instant (µs since
   * the epoch), as an array of (interval, finer, open_micros, close_micros).
   */
  static final String WINDOWS = "sluice_windows";

  /** Bars of one minute that differ from their trades. */
  String minutes() {
    return """
    WITH touched_minutes AS (
      SELECT exchange, symbol, open_micros AS minute FROM %4$s WHERE interval = '1m'),
    expected AS (
      SELECT exchange, symbol, timestamp_micros(minute) AS open_time,
             min(place).price AS open, max(price) AS high, min(price) AS low,
             max(place).price AS close, sum(quantity) AS volume,
             sum(product) AS quote_volume, count(product) = count(*) AS quoted,
             count(*) AS trade_count, sum(IF(side = 'buy', quantity, 0)) AS buy_volume,
             min(place).sequence AS first_sequence, max(place).sequence AS last_sequence
      FROM (
        SELECT exchange, symbol, price, quantity, side, %1$s(price, quantity) AS product,
               unix_micros(event_time) - pmod(unix_micros(event_time), 60000000L) AS minute,
               struct(event_time, coalesce(sequence, _offset) AS sequence, _kafka_partition,
                      _offset, price) AS place
        FROM %2$s
        WHERE event_time < %5$s) t
      LEFT SEMI JOIN touched_minutes u
        ON t.exchange = u.exchange AND t.symbol = u.symbol AND t.minute = u.minute
      GROUP BY exchange, symbol, minute),
    actual AS (
      SELECT c.* FROM %3$s c LEFT JOIN touched_minutes u
        ON c.exchange = u.exchange AND c.symbol = u.symbol
           AND unix_micros(c.open_time) = u.minute
      WHERE c.interval = '1m' AND (c.trade_count > 0 OR NOT %8$s)
        AND (c.open_time >= %6$s OR u.minute IS NOT NULL))
    SELECT '1m' AS interval, coalesce(a.exchange, e.exchange) AS exchange,
           coalesce(a.symbol, e.symbol) AS symbol, coalesce(a.open_time, e.open_time) AS open_time
    FROM actual a FULL OUTER JOIN expected e
      ON a.exchange = e.exchange AND a.symbol = e.symbol AND a.open_time = e.open_time
    WHERE a.exchange IS NULL OR e.exchange IS NULL
      OR NOT (a.open <=> e.open AND a.high <=> e.high AND a.low <=> e.low
              AND a.close <=> e.close AND a.volume <=> e.volume
              AND a.trade_count <=> e.trade_count AND a.buy_volume <=> e.buy_volume
              AND a.first_sequence <=> e.first_sequence AND a.last_sequence <=> e.last_sequence
              AND a.close_time <=> a.open_time + INTERVAL '1' MINUTE)
      -- Each product is rounded once here, their sum once in the bar.
      OR (e.quoted AND a.quote_volume IS NOT NULL
          AND abs(a.quote_volume - e.quote_volume) > e.trade_count * 0.000000000000000001BD)
      OR (e.quoted AND e.quote_volume IS NOT NULL AND a.quote_volume IS NULL)
      OR NOT %7$s(a.vwap, a.quote_volume, a.volume)
    """
        .formatted(
            PRODUCT,
            trades,
            candles,
            touched,
            time(throughMicros),
            time(fromMicros),
            VWAP,
            emptyBars);
  }

  /** Bars of all coarser intervals that differ from the bars that they are rolled up from. */
  String rollUps() {
    return """
    WITH touched_windows AS (
      SELECT exchange, symbol, interval, timestamp_micros(open_micros) AS open_time
      FROM %2$s WHERE interval <> '1m'),
    expected AS (
      SELECT exchange, symbol, w.interval, timestamp_micros(w.open_micros) AS open_time,
             timestamp_micros(w.close_micros) AS close_time,
             coalesce(min_by(open, open_time) FILTER (WHERE trade_count > 0), min(open)) AS open,
             coalesce(max(high) FILTER (WHERE trade_count > 0), max(high)) AS high,
             coalesce(min(low) FILTER (WHERE trade_count > 0), min(low)) AS low,
             coalesce(max_by(close, open_time) FILTER (WHERE trade_count > 0), max(close)) AS close,
             IF(count(volume) = count(*), sum(volume), NULL) AS volume,
             IF(count(quote_volume) = count(*), sum(quote_volume), NULL) AS quote_volume,
             sum(trade_count) AS trade_count,
             IF(count(buy_volume) = count(*), sum(buy_volume), NULL) AS buy_volume,
             min_by(first_sequence, open_time) FILTER (WHERE trade_count > 0) AS first_sequence,
             max_by(last_sequence, open_time) FILTER (WHERE trade_count > 0) AS last_sequence
      FROM %1$s c LATERAL VIEW explode(%3$s(unix_micros(c.open_time))) AS w
      WHERE w.finer = c.interval AND timestamp_micros(w.close_micros) <= %4$s
      GROUP BY exchange, symbol, w.interval, w.open_micros, w.close_micros),
    actual AS (SELECT * FROM %1$s WHERE interval <> '1m')
    SELECT d.interval, d.exchange, d.symbol, d.open_time
    FROM (
      SELECT coalesce(a.interval, e.interval) AS interval,
             coalesce(a.exchange, e.exchange) AS exchange,
             coalesce(a.symbol, e.symbol) AS symbol,
             coalesce(a.open_time, e.open_time) AS open_time,
             coalesce(e.close_time, a.close_time) AS close_time
      FROM actual a FULL OUTER JOIN expected e
        ON a.exchange = e.exchange AND a.symbol = e.symbol AND a.interval = e.interval
           AND a.open_time = e.open_time
      WHERE a.exchange IS NULL OR e.exchange IS NULL
        OR NOT (a.open <=> e.open AND a.high <=> e.high AND a.low <=> e.low
                AND a.close <=> e.close AND a.volume <=> e.volume
                AND a.quote_volume <=> e.quote_volume AND a.trade_count <=> e.trade_count
                AND a.buy_volume <=> e.buy_volume
                AND a.first_sequence <=> e.first_sequence
                AND a.last_sequence <=> e.last_sequence
                AND a.close_time <=> e.close_time
                AND %6$s(a.vwap, a.quote_volume, a.volume))) d
    LEFT JOIN touched_windows w
      ON w.exchange = d.exchange AND w.symbol = d.symbol AND w.interval = d.interval
         AND w.open_time = d.open_time
    WHERE w.open_time IS NOT NULL OR d.close_time > %5$s
    """
        .formatted(candles, touched, WINDOWS, time(throughMicros), time(fromMicros), VWAP);
  }

  /** Bars that are there twice: copies of one would each equal what is expected. */
  private String repeated() {
    return "SELECT interval, exchange, symbol, open_time FROM %s GROUP BY ALL HAVING count(*) > 1"
        .formatted(candles);
  }

  /** All differing bars of all intervals, and those that are there twice. */
  String all() {
    return "(SELECT * FROM (%s)) UNION ALL (SELECT * FROM (%s)) UNION ALL (%s)"
        .formatted(minutes(), rollUps(), repeated());
  }

  /**
   * Empty bars that do not show the close before them, and minutes up to the last closed one that
   * have no bar.
   *
   * @param days those of the minutes in question and their neighbours
   */
  String flats(DayRanges days) {
    return """
    SELECT interval, exchange, symbol, open_time FROM (
      SELECT *, lag(close) OVER bars AS before,
             lag(open_time) OVER bars + INTERVAL '1' MINUTE AS expected_open
      FROM %1$s WHERE interval = '1m'
      WINDOW bars AS (PARTITION BY exchange, symbol ORDER BY open_time))
    WHERE (expected_open <> open_time AND %2$s)
      OR (expected_open = open_time AND trade_count = 0
          AND NOT (open <=> before AND high <=> before AND low <=> before
            AND close <=> before AND volume <=> 0 AND quote_volume <=> 0 AND buy_volume <=> 0
            AND vwap IS NULL AND close_time <=> open_time + INTERVAL '1' MINUTE))
    UNION ALL
    SELECT '1m', exchange, symbol, max(open_time)
    FROM %1$s WHERE interval = '1m' AND open_time >= %3$s - INTERVAL '1' MINUTE
    GROUP BY exchange, symbol HAVING max(open_time) < %4$s - INTERVAL '1' MINUTE
    """
        .formatted(candles, days.predicate("expected_open"), time(fromMicros), time(throughMicros));
  }

  /** The minutes, as (exchange, symbol, minute in µs), of trades before a time. */
  static String minutesOf(String trades, long throughMicros) {
    return """
    SELECT DISTINCT exchange, symbol,
           unix_micros(event_time) - pmod(unix_micros(event_time), 60000000L) AS minute
    FROM %s WHERE event_time < %s
    """
        .formatted(trades, time(throughMicros));
  }

  /** All windows that hold the minutes of a relation, as {@code touched} has them. */
  static String windowsOf(String minutes) {
    return """
    SELECT exchange, symbol, '1m' AS interval, minute AS open_micros FROM %1$s
    UNION SELECT exchange, symbol, w.interval, w.open_micros
    FROM %1$s LATERAL VIEW explode(%2$s(minute)) AS w
    """
        .formatted(minutes, WINDOWS);
  }

  /** Counts the bars that a query returns, with the times of the first and the last in µs. */
  static String byIntervalAndSymbol(String query, int most) {
    return """
    SELECT interval, exchange, symbol, count(*) AS bars,
           unix_micros(min(open_time)), unix_micros(max(open_time))
    FROM (%s) GROUP BY interval, exchange, symbol ORDER BY bars DESC LIMIT %d
    """
        .formatted(query, most);
  }

  static String time(long micros) {
    // Spark's timestamps start long after Long.MIN_VALUE; year 1 is before every trade.
    return "timestamp_micros(" + Math.max(micros, -62_135_596_800_000_000L) + "L)";
  }
}
