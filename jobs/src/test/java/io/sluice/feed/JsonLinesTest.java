package io.sluice.feed;

import static io.sluice.feed.TradesContract.TRADES;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir private Path folder;

  @Test
  void linesPassUnchangedWhateverIsInThem() throws IOException {
    List<String> lines =
        List.of(
            "{\"symbol\":\"A\", \"price\":1.10 }\r",
            "not json at all",
            "{\"symbol\":\"\u00c3(\"}",
            "{\"symbol\":\"B\",\"x\":",
            " {\"symbol\":7}",
            "\u00ff\u0000\u00fe",
            "{\"symbol\":{\"a\":1}}",
            "{\"symbol\":null}",
            "{\"x\":[1,{\"symbol\":\"no\"}],\"symbol\":\"C\\u00e9\"}");
    String file = String.join("\n", lines).replace("not json", "\n  \t\r\nnot json");
    RecordSource source = open("mixed.jsonl", file.getBytes(ISO_8859_1), FeedPlan.of(TRADES));
    List<FeedRecord> records = all(source);

    assertThat(records).extracting(r -> new String(r.value(), ISO_8859_1)).isEqualTo(lines);
    assertThat(records)
        .extracting(r -> r.key() == null ? null : new String(r.key(), UTF_8))
        .containsExactly("A", null, null, "B", "7", null, null, null, "C\u00e9");
    assertThat(source.unsent().problems()).isEmpty();
  }

  @Test
  void aLineOfSixteenMebibytesPassesAndALongerOneIsCounted() throws IOException {
    byte[] longest = new byte[TopicFeeder.MAX_RECORD_BYTES];
    Arrays.fill(longest, (byte) 'x');
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("{\"symbol\":\"A\"}\n".getBytes(UTF_8));
    file.writeBytes(longest);
    file.writeBytes("\n".getBytes(UTF_8));
    file.writeBytes(longest);
    file.writeBytes("x\n{\"symbol\":\"B\"}".getBytes(UTF_8));
    RecordSource source = open("long.jsonl", file.toByteArray(), FeedPlan.of(TRADES));
    List<FeedRecord> records = all(source);

    assertThat(records).hasSize(3);
    assertThat(records.get(1).value()).isEqualTo(longest);
    assertThat(new String(records.get(2).value(), UTF_8)).isEqualTo("{\"symbol\":\"B\"}");
    assertThat(source.unsent().count()).isEqualTo(1);
    assertThat(source.unsent().problems()).containsExactly("line 3: longer than 16777216 bytes");
  }

  @Test
  void renamingTouchesNothingButTheNames() throws IOException {
    Map<String, String> columns =
        Map.of("price", "p", "quantity", "q", "symbol", "s\"y", "event_time", "T");
    String line =
        "{ \"e\":{\"p\":1}, \"p\" : 0.10000000000000000000000000001,"
            + " \"q\":1e-30,\"s\\\"y\":\"p\",\"T\":17, \"z\":[\"T\"] } ";
    FeedRecord record =
        open("raw.jsonl", line.getBytes(UTF_8), new FeedPlan(TRADES, columns, true)).next();

    assertThat(new String(record.value(), UTF_8))
        .isEqualTo(
            "{ \"e\":{\"p\":1}, \"price\" : 0.10000000000000000000000000001,"
                + " \"quantity\":1e-30,\"symbol\":\"p\",\"event_time\":17, \"z\":[\"T\"] } ");
    assertThat(new String(record.key(), UTF_8)).isEqualTo("p");
    assertThat(record.eventTimeMicros()).isEqualTo(17_000);
  }

  @Test
  void aLineThatCannotBeRenamedPassesAsItIs() throws IOException {
    FeedPlan plan = new FeedPlan(TRADES, Map.of("price", "p"), false);
    String lines = "{\"p\":1,\n[\"p\"]\n{\"p\":1,\"price\":2}\n{\"price\":3}";

    assertThat(all(open("odd.jsonl", lines.getBytes(UTF_8), plan)))
        .extracting(r -> new String(r.value(), UTF_8))
        .containsExactly("{\"p\":1,", "[\"p\"]", "{\"price\":1,\"price\":2}", "{\"price\":3}");
  }

  @Test
  void onePropertyCannotBeTwoFields() {
    FeedPlan plan = new FeedPlan(TRADES, Map.of("trade_id", "t", "sequence", "t"), false);

    assertThatThrownBy(() -> open("x.jsonl", new byte[0], plan))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage("Cannot map columns: in JSON lines one property can be one field only: t");
  }

  @Test
  void theFormatIsReadFromTheContentWhereNoNameSaysIt() throws IOException {
    byte[] json = "\ufeff \n{\"symbol\":\"A\"}\n".getBytes(UTF_8);
    byte[] csv = "symbol\nA\n".getBytes(UTF_8);

    assertThat(text(piped(gzip(json)))).isEqualTo("{\"symbol\":\"A\"}");
    assertThat(text(piped(json))).isEqualTo("{\"symbol\":\"A\"}");
    assertThat(text(piped(csv))).isEqualTo("{\"symbol\":\"A\"}");
    assertThat(FeedFormat.ofName("a.b.NDJSON.gz")).contains(FeedFormat.JSONL);
    assertThat(FeedFormat.ofName("trades.csv")).contains(FeedFormat.CSV);
    assertThat(FeedFormat.ofName("csv")).isEmpty();
    assertThatThrownBy(() -> FeedFormat.ofOption("xml"))
        .hasMessage("Cannot feed: --format must be csv or jsonl: xml");
  }

  @Test
  void aSlowPipeDoesNotLoseTheNextGzipMember() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(gzip("{\"symbol\":\"A\"}\n".getBytes(UTF_8)));
    both.writeBytes(gzip("{\"symbol\":\"B\"}\n".getBytes(UTF_8)));
    // A pipe whose writer is slow: one byte at a time, and never one that is known to be waiting.
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(both.toByteArray())) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, 1));
          }

          @Override
          public int available() {
            return 0;
          }
        };

    RecordSource source =
        FeedInput.open("standard input", slow, Optional.empty(), FeedPlan.of(TRADES));
    assertThat(all(source)).hasSize(2);
  }

  @Property(tries = 200)
  void linesPutTogetherAgainAreTheFile(
      @ForAll @Size(max = 400) byte[] file, @ForAll @IntRange(min = 1, max = 64) int chunk)
      throws IOException {
    InputStream chunked =
        new FilterInputStream(new ByteArrayInputStream(file)) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, chunk));
          }
        };
    LineReader reader = new LineReader(chunked, 1_000);
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    for (byte[] line = reader.next(); line != null; line = reader.next()) {
      together.writeBytes(line);
      together.write('\n');
    }

    byte[] expected = file;
    if (file.length > 0 && file[file.length - 1] != '\n') {
      expected = Arrays.copyOf(file, file.length + 1);
      expected[file.length] = '\n';
    }

    assertThat(together.toByteArray()).isEqualTo(expected);
  }

  private RecordSource open(String name, byte[] content, FeedPlan plan) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content);
    return FeedInput.open(file, Optional.empty(), plan);
  }

  private static RecordSource piped(byte[] content) {
    return FeedInput.open(
        "standard input", new ByteArrayInputStream(content), Optional.empty(), FeedPlan.of(TRADES));
  }

  private static String text(RecordSource source) {
    return new String(source.next().value(), UTF_8);
  }

  private static List<FeedRecord> all(RecordSource source) {
    List<FeedRecord> records = new ArrayList<>();
    source.forEachRemaining(records::add);
    return records;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(plain);
    }
    return bytes.toByteArray();
  }
}
