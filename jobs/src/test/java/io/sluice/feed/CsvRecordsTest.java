package io.sluice.feed;

import static io.sluice.feed.TradesContract.TRADES;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRecordsTest {
  private static final FeedPlan PLAN =
      new FeedPlan(
          TRADES,
          Map.of("quantity", "qty", "event_time", "event_time_ms", "sequence", "seq"),
          false);
  private static final String HEADER =
      "exchange,symbol,seq,trade_id,price,qty,side,event_time_ms,recv_time_ms,conn\n";

  @TempDir private Path folder;

  @Test
  void columnsBecomeFieldsWithTheirDigitsAsWritten() {
    String csv =
        HEADER
            + "hitbtc,BTCUSDT,17,991,50000.1200,0.000000001,sell,1704067200123,1704067200200,c1\n";
    RecordSource source = open("trades.csv", csv, PLAN);
    FeedRecord record = source.next();

    assertThat(new String(record.value(), UTF_8))
        .isEqualTo(
            "{\"exchange\":\"hitbtc\",\"symbol\":\"BTCUSDT\",\"trade_id\":\"991\",\"price\":\"50000.1200\","
                + "\"quantity\":\"0.000000001\",\"side\":\"sell\",\"event_time\":1704067200123,\"sequence\":17}");
    assertThat(new String(record.key(), UTF_8)).isEqualTo("BTCUSDT");
    assertThat(source.hasNext()).isFalse();
    assertThat(source.leftOut()).containsExactly("recv_time_ms", "conn");
    assertThat(source.unsent().problems()).isEmpty();
  }

  @Test
  void emptyAndMissingCellsAreAbsentFields() {
    assertThat(values("symbol,price,side\nX,,buy\n,1.5\nX\n"))
        .containsExactly(
            "{\"symbol\":\"X\",\"side\":\"buy\"}", "{\"price\":\"1.5\"}", "{\"symbol\":\"X\"}");
    assertThat(open("no-key.csv", "symbol,price\n,1\n", FeedPlan.of(TRADES)).next().key()).isNull();
  }

  @Test
  void badCellsAreNotHidden() {
    assertThat(values("symbol,event_time,sequence\nX,yesterday,007\nX,-5,1e3\nX,1.5,+1\nX, 1,-0\n"))
        .containsExactly(
            "{\"symbol\":\"X\",\"event_time\":\"yesterday\",\"sequence\":\"007\"}",
            "{\"symbol\":\"X\",\"event_time\":-5,\"sequence\":\"1e3\"}",
            "{\"symbol\":\"X\",\"event_time\":\"1.5\",\"sequence\":\"+1\"}",
            "{\"symbol\":\"X\",\"event_time\":\" 1\",\"sequence\":-0}");
  }

  @Test
  void quotesLineBreaksAndControlsInCellsSurvive() {
    assertThat(values("\ufeffsymbol,exchange\r\n\"a,\"\"b\"\"\r\nc\\\t\",\"\u00e4\u20ac\"\r\n\r\n"))
        .containsExactly(
            "{\"exchange\":\"\u00e4\u20ac\",\"symbol\":\"a,\\\"b\\\"\\u000d\\u000ac\\\\\\u0009\"}");
  }

  @Test
  void bytesThatAreNotUtf8ArriveAsTheyWere() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, "symbol,price\n\u00c3(,1\n".getBytes(ISO_8859_1));
    FeedRecord record = FeedInput.open(file, Optional.empty(), FeedPlan.of(TRADES)).next();

    assertThat(record.value())
        .isEqualTo("{\"symbol\":\"\u00c3(\",\"price\":\"1\"}".getBytes(ISO_8859_1));
    assertThat(record.key()).isEqualTo(new byte[] {(byte) 0xc3, '('});
  }

  @Test
  void rowsWithTooManyCellsAreCountedAndTheOthersSent() {
    RecordSource source =
        open("wide.csv", "symbol,price\nA,1\nB,2,3\nC,4\nD,5,6,7", FeedPlan.of(TRADES));

    assertThat(texts(source))
        .containsExactly(
            "{\"symbol\":\"A\",\"price\":\"1\"}", "{\"symbol\":\"C\",\"price\":\"4\"}");
    assertThat(source.unsent().count()).isEqualTo(2);
    assertThat(source.unsent().problems())
        .containsExactly("line 3: 3 cells, the header has 2", "line 5: 4 cells, the header has 2");
  }

  @Test
  void onlyTheFirstTenProblemsAreKept() {
    String csv = "symbol\n" + "A,B\n".repeat(25);
    RecordSource source = open("wide.csv", csv, FeedPlan.of(TRADES));

    assertThat(texts(source)).isEmpty();
    assertThat(source.unsent().count()).isEqualTo(25);
    assertThat(source.unsent().problems()).hasSize(10).last().asString().startsWith("line 11:");
  }

  @Test
  void aQuoteThatIsNeverClosedEndsTheFileWithAProblem() {
    RecordSource source = open("open.csv", "symbol\nA\n\"B\nC\n", FeedPlan.of(TRADES));

    assertThat(texts(source)).containsExactly("{\"symbol\":\"A\"}");
    assertThat(source.hasNext()).isFalse();
    assertThat(source.unsent().problems())
        .singleElement()
        .asString()
        .contains("encapsulated token", "the rest was not read");
  }

  @Test
  void aTruncatedGzipEndsTheFileWithAProblem() throws IOException {
    byte[] whole = gzip("symbol\n" + "ABCDEFGH%d\n".repeat(5_000).formatted(args(5_000)));
    Path file = folder.resolve("cut.csv.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    RecordSource source = FeedInput.open(file, Optional.empty(), FeedPlan.of(TRADES));

    assertThat(texts(source)).isNotEmpty().hasSizeLessThan(5_000);
    assertThat(source.unsent().problems())
        .singleElement()
        .asString()
        .endsWith("Unexpected end of ZLIB input stream; the rest was not read");
  }

  @Test
  void gzipIsSeenByItsContentAndMembersFollowEachOther() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(gzip("symbol\nA\n"));
    both.writeBytes(gzip("B\n"));
    Path file = folder.resolve("trades.csv");
    Files.write(file, both.toByteArray());

    assertThat(texts(FeedInput.open(file, Optional.empty(), FeedPlan.of(TRADES))))
        .containsExactly("{\"symbol\":\"A\"}", "{\"symbol\":\"B\"}");
  }

  @Test
  void aMappedColumnThatIsNotThereIsNamedWithTheHeader() {
    assertThatThrownBy(() -> open("x.csv", "symbol,price,quantity\n", PLAN))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageMatching(
            "Cannot feed .*x.csv: no column event_time_ms, qty, seq; its header is:"
                + " symbol,price,quantity");
  }

  @Test
  void aFieldThatIsNotInTheContractIsNamed() {
    assertThatThrownBy(() -> new FeedPlan(TRADES, Map.of("quantiy", "qty"), false))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage(
            "Cannot map columns: contract trades has the fields exchange, symbol, trade_id, price,"
                + " quantity, side, event_time, sequence: quantiy");
  }

  @Test
  void headersThatCannotServeAreRefused() {
    FeedPlan plain = FeedPlan.of(TRADES);

    assertThatThrownBy(() -> open("a.csv", "", plain))
        .hasMessageEndingWith("there is no header: empty");
    assertThatThrownBy(() -> open("b.csv", "symbol,symbol\n", plain))
        .hasMessageEndingWith("more than one column symbol; its header is: symbol,symbol");
    assertThatThrownBy(() -> open("c.csv", "ts,value\n", plain))
        .hasMessageEndingWith("no column is a field of contract trades; its header is: ts,value");
    assertThatThrownBy(() -> open("d.csv", "symbol\n", new FeedPlan(TRADES, Map.of(), true)))
        .hasMessageEndingWith(
            "a replay needs the event time and there is no column event_time; its header is:"
                + " symbol");
    assertThatThrownBy(() -> FeedInput.open(folder.resolve("none.csv"), Optional.empty(), plain))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageContaining("none.csv: no file that can be read");
  }

  @Test
  void aMappedColumnIsNotAlsoTheFieldOfItsOwnName() {
    FeedPlan plan = new FeedPlan(TRADES, Map.of("sequence", "trade_id", "price", "p"), false);
    RecordSource source = open("x.csv", "symbol,trade_id,p,price\nA,5,1,2\n", plan);

    assertThat(texts(source)).containsExactly("{\"symbol\":\"A\",\"price\":\"1\",\"sequence\":5}");
    assertThat(source.leftOut()).containsExactly("price");
  }

  @Test
  void aReplayKnowsTheEventTimes() {
    FeedPlan plan = new FeedPlan(TRADES, Map.of(), true);
    RecordSource source = open("x.csv", "event_time\n1704067200123\nsoon\n", plan);

    assertThat(source.next().eventTimeMicros()).isEqualTo(1_704_067_200_123_000L);
    assertThat(source.next().eventTimeMicros()).isEqualTo(FeedRecord.NO_EVENT_TIME);
  }

  @Test
  void numbersBooleansAndTextTimesGoAsTheContractSays() throws IOException {
    Contract sensors = Contract.parse("sensors", SENSORS);
    RecordSource source =
        open(
            "s.csv",
            "at,value,ok\n2024-01-01T00:00:00Z,1.50,true\n1,NaN,TRUE\n2,-1e-3,false\n",
            new FeedPlan(sensors, Map.of(), true));
    FeedRecord first = source.next();

    assertThat(new String(first.value(), UTF_8))
        .isEqualTo("{\"at\":\"2024-01-01T00:00:00Z\",\"value\":1.50,\"ok\":true}");
    assertThat(first.key()).isNull();
    assertThat(first.eventTimeMicros()).isEqualTo(1_704_067_200_000_000L);
    assertThat(texts(source))
        .containsExactly(
            "{\"at\":\"1\",\"value\":\"NaN\",\"ok\":\"TRUE\"}",
            "{\"at\":\"2\",\"value\":-1e-3,\"ok\":false}");
  }

  private static final String SENSORS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: sensors
      version: 1.0.0
      status: active
      schema:
        - name: sensors
          logicalType: object
          physicalType: table
          properties:
            - {name: at, logicalType: timestamp, physicalType: timestamp, required: true,
               customProperties: [{property: unit, value: iso8601}]}
            - {name: value, logicalType: number, physicalType: double}
            - {name: ok, logicalType: boolean, physicalType: boolean}
          customProperties:
            - {property: eventTime, value: at}
            - {property: lateness, value: PT10S}
            - {property: duplicates, value: none}
      """;

  private List<String> values(String csv) {
    return texts(open("some.csv", csv, FeedPlan.of(TRADES)));
  }

  private RecordSource open(String name, String csv, FeedPlan plan) {
    try {
      Path file = folder.resolve(name);
      Files.writeString(file, csv);
      return FeedInput.open(file, Optional.empty(), plan);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> texts(RecordSource source) {
    List<String> texts = new ArrayList<>();
    source.forEachRemaining(record -> texts.add(new String(record.value(), UTF_8)));
    return texts;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static Object[] args(int count) {
    Object[] numbers = new Object[count];
    Arrays.setAll(numbers, i -> i * 7_919 % 10_007);
    return numbers;
  }
}
