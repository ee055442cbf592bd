package io.sluice.market;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.market.MarketStory.Trade;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Real trades and bars from the folder {@code shared/data} beside the repository, if it is there.
 */
final class MarketData {
  private MarketData() {}

  /** The rows of a CSV file with a header, plain or .gz; skips the test where it is absent. */
  static List<Map<String, String>> rows(String file) {
    Path path = folder().resolve(file);
    assumeTrue(Files.isReadable(path), "skipped: no data set " + file);
    try (InputStream raw = Files.newInputStream(path);
        InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      String[] names = reader.readLine().split(",", -1);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        Map<String, String> row = new HashMap<>();
        for (int column = 0; column < names.length; column++) {
          row.put(names[column], cells[column]);
        }

        rows.add(row);
      }

      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Trade trade(Map<String, String> row) {
    return new Trade(
        row.get("symbol"),
        Long.parseLong(row.get("event_time_ms")) * 1_000,
        new BigDecimal(row.get("price")),
        new BigDecimal(row.get("qty")),
        row.get("side").equals("buy"),
        Long.parseLong(row.get("trade_id")),
        0,
        Long.parseLong(row.get("seq")));
  }

  static Candle candle(String symbol, CandleInterval interval, Map<String, String> row) {
    return candle(
        MarketStory.EXCHANGE,
        symbol,
        interval,
        Long.parseLong(row.get("open_time_ms")) * 1_000,
        new BigDecimal(row.get("open")),
        new BigDecimal(row.get("high")),
        new BigDecimal(row.get("low")),
        new BigDecimal(row.get("close")),
        new BigDecimal(row.get("volume")));
  }

  /** A bar of which no more is known, as exchanges publish them. */
  static Candle candle(
      String exchange,
      String symbol,
      CandleInterval interval,
      long openMicros,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume) {
    return new Candle(
        exchange,
        symbol,
        interval,
        openMicros,
        open,
        high,
        low,
        close,
        volume,
        null,
        null,
        0,
        null,
        null,
        null,
        0,
        null);
  }

  /** Open time and O, H, L, C, V, as text that is equal where the numbers are. */
  static String ohlcv(Candle bar) {
    StringBuilder text = new StringBuilder().append(bar.openTimeMicros());
    for (BigDecimal figure :
        List.of(bar.open(), bar.high(), bar.low(), bar.close(), bar.volume())) {
      text.append(' ')
          .append(figure.signum() == 0 ? "0" : figure.stripTrailingZeros().toPlainString());
    }

    return text.toString();
  }

  private static Path folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw"))) {
        return at.resolveSibling("shared").resolve("data");
      }
    }

    return Path.of("../shared/data");
  }
}
