package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class QuarantineIT {
  private static final String GOOD = trade("BTCUSDT").id(1).at("00:00:10").json();

  private record Bad(String value, String reason, String field) {}

  private static final List<Bad> BAD =
      List.of(
          new Bad("not json", "not_json", null),
          new Bad(null, "null_value", null),
          new Bad(GOOD.replace("\"price\":\"100\",", ""), "missing_field", "price"),
          new Bad(
              GOOD.replace("\"symbol\":\"BTCUSDT\"", "\"symbol\":true"), "wrong_type", "symbol"),
          new Bad(GOOD.replace("\"100\"", "\"0.0000000000000000001\""), "does_not_fit", "price"),
          new Bad(GOOD.replace("\"100\"", "\"1e999999999\""), "does_not_fit", "price"),
          new Bad(GOOD.replace("\"100\"", "\"-1\""), "out_of_range", "price"),
          new Bad(GOOD.replace("\"100\"", "0"), "out_of_range", "price"),
          new Bad(GOOD.replace("\"100\"", "\"NaN\""), "wrong_type", "price"),
          new Bad(GOOD.replace("\"buy\"", "\"bid\""), "unknown_value", "side"),
          new Bad(
              GOOD.replaceFirst("\"event_time\":\\d+", "\"event_time\":7258118400000"),
              "time_out_of_range",
              "event_time"),
          new Bad(
              GOOD.replaceFirst("\"event_time\":\\d+", "\"event_time\":1704067200"),
              "time_out_of_range",
              "event_time"),
          new Bad(GOOD.replace("{", "{\"price\":\"1\","), "duplicate_field", "price"),
          new Bad(
              GOOD.replace("{", "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + ","),
              "too_deep",
              null),
          new Bad(
              GOOD.replace("{", "{\"x\":\"" + "y".repeat(5_000_000) + "\","), "too_large", null));

  @Test
  void whatTheContractRefusesIsKeptWithItsReasonAndItsBytes() {
    Market market = Market.open(1);
    byte[] notUtf8 = GOOD.replace("BTCUSDT", "BTC?SDT").getBytes(UTF_8);
    notUtf8[GOOD.indexOf("BTCUSDT") + 3] = (byte) 0xff;
    List<String> expected = new ArrayList<>();
    long offset = 0;
    for (Bad bad : BAD) {
      byte[] value = bad.value() == null ? null : bad.value().getBytes(UTF_8);
      send(market, value);
      expected.add(line(bad.reason(), bad.field(), offset++, value));
    }
    send(market, notUtf8);
    expected.add(line("not_utf8", null, offset, notUtf8));
    market.send(List.of(GOOD, trade("BTCUSDT").id(2).at("00:01:10").json()));

    assertThat(market.ingest()).isEqualTo(new IngestCounts(18, 2, 16, 0));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);

    List<String> rows = new ArrayList<>();
    for (Row row :
        market
            .lake()
            .spark()
            .sql(
                "SELECT reason, field, _offset, value, key, headers FROM %s ORDER BY _offset"
                    .formatted(market.table("trades_quarantine")))
            .collectAsList()) {
      rows.add(line(row.getString(0), row.getString(1), row.getLong(2), (byte[]) row.get(3)));
      assertThat((byte[]) row.get(4)).isEqualTo("the key".getBytes(UTF_8));
      Row header = row.<Row>getList(5).get(0);
      assertThat(header.getString(0)).isEqualTo("trace");
      assertThat((byte[]) header.get(1)).isEqualTo(new byte[] {1, 2, 3});
    }
    assertThat(rows).containsExactlyElementsOf(expected);
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades"))).isEqualTo(2);
  }

  private static void send(Market market, byte[] value) {
    market.send(
        new ProducerRecord<>(
            market.topic(),
            null,
            "the key".getBytes(UTF_8),
            value,
            List.of(new RecordHeader("trace", new byte[] {1, 2, 3}))));
  }

  private static String line(String reason, String field, long offset, byte[] value) {
    return reason
        + " "
        + field
        + " "
        + offset
        + " "
        + (value == null
            ? null
            : value.length
                + " bytes "
                + HexFormat.of().formatHex(value, 0, Math.min(200, value.length))
                + java.util.Arrays.hashCode(value));
  }
}
