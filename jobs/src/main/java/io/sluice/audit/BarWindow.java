package io.sluice.audit;

/**
 * A window of one symbol.
 *
 * @param interval 1m, 5m, 15m, 1h, 4h, 1d, 1w or 1mo
 * @param openMicros when it opens, µs since the epoch, UTC
 */
record BarWindow(Leading symbol, String interval, long openMicros) {}
