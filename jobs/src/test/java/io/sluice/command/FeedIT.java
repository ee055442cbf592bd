package io.sluice.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.local.LocalOptions;
import io.sluice.local.LocalStack;
import io.sluice.local.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Feeds a real broker and reads the topic back. */
class FeedIT {
  private static final String CONTRACT = "../contracts/trades.yaml";

  @TempDir private static Path home;
  private static LocalStack stack;
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void startKafka() {
    stack = new LocalStack(LocalOptions.onFreePorts(home));
    stack.start(Service.KAFKA);
  }

  @AfterAll
  static void stopKafka() {
    stack.stop(Service.KAFKA);
  }

  @Test
  void aFileArrivesInItsOrderPerKey() throws IOException {
    StringBuilder csv = new StringBuilder("symbol,seq,price,conn\n");
    for (int i = 0; i < 10_000; i++) {
      csv.append("S").append(i % 50).append(',').append(i).append(",1.50,c\n");
    }
    Path file = Files.writeString(folder.resolve("t.csv"), csv);

    assertThat(
            feed(file.toString(), "--topic", "csv", "--map", "sequence=seq", "--partitions", "3"))
        .as(err::toString)
        .isZero();
    List<ConsumerRecord<byte[], byte[]>> records = read("csv");
    Map<String, List<String>> perKey = new HashMap<>();
    records.forEach(
        r -> perKey.computeIfAbsent(text(r.key()), k -> new ArrayList<>()).add(text(r.value())));
    Map<String, List<String>> expected = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      expected
          .computeIfAbsent("S" + i % 50, k -> new ArrayList<>())
          .add("{\"symbol\":\"S%d\",\"price\":\"1.50\",\"sequence\":%d}".formatted(i % 50, i));
    }

    assertThat(perKey).isEqualTo(expected);
    assertThat(records.stream().map(ConsumerRecord::partition).distinct())
        .containsExactlyInAnyOrder(0, 1, 2);
    assertThat(records.stream().map(ConsumerRecord::timestampType).distinct())
        .containsExactly(TimestampType.LOG_APPEND_TIME);
    assertThat(report().get("sent").asInt()).isEqualTo(10_000);
    assertThat(report().get("not_sent").asInt()).isZero();
    assertThat(report().get("left_out_columns").get(0).asText()).isEqualTo("conn");
  }

  @Test
  void aLineOfSixteenMebibytesArrivesAndALongerOneIsReported() throws IOException {
    byte[] longest = incompressible(16 * 1024 * 1024 - 1);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(longest);
    file.writeBytes("\n{\"symbol\":\"A\"}\n".getBytes(UTF_8));
    file.writeBytes(longest);
    file.writeBytes("yy\n{\"symbol\":\"B\"}\n".getBytes(UTF_8));
    Path path = Files.write(folder.resolve("long.jsonl"), file.toByteArray());

    assertThat(feed(path.toString(), "--topic", "long", "--partitions", "1")).isEqualTo(1);
    List<ConsumerRecord<byte[], byte[]>> records = read("long");
    assertThat(records).hasSize(3);
    assertThat(records.get(0).value()).isEqualTo(longest);
    assertThat(records.get(0).key()).isNull();
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("Not sent: line 3: longer than 16777216 bytes");
  }

  @Test
  void anExistingTopicIsLeftAloneAndItsRefusalsAreReported() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
      NewTopic small = new NewTopic("small", Optional.of(1), Optional.empty());
      admin.createTopics(List.of(small.configs(Map.of("max.message.bytes", "1000")))).all().get();
    }
    String big = new String(incompressible(5_000), UTF_8);
    Path file =
        Files.writeString(
            folder.resolve("t.jsonl"), "{\"symbol\":\"A\"}\n" + big + "\n{\"symbol\":\"B\"}\n");

    assertThat(feed(file.toString(), "--topic", "small", "--partitions", "9")).isEqualTo(1);
    assertThat(read("small"))
        .extracting(r -> text(r.value()))
        .containsExactly("{\"symbol\":\"A\"}", "{\"symbol\":\"B\"}");
    assertThat(read("small")).extracting(ConsumerRecord::partition).containsOnly(0);
    assertThat(err.toString()).startsWith("Not sent: record 2: ");
  }

  @Test
  void generatedTradesAreThoseOfTheGenerator() throws IOException {
    long start = 1_704_067_200_000L;
    assertThat(
            feed(
                "--generate --topic made --seed 9 --count 30000 --late 1 --duplicates 2 --malformed 3"
                    .concat(" --start 2024-01-01T00:00:00Z --rate 100000 --speed 1000")
                    .split(" ")))
        .as(err::toString)
        .isZero();
    TradeGenerator generator =
        new TradeGenerator(
            GeneratorSettings.plain(9, 30_000, start)
                .withTimes(10_000, 10_000)
                .withTrouble(1, 2, 3));
    Map<String, List<String>> expected = new HashMap<>();
    generator.forEachRemaining(
        (GeneratedTrade t) ->
            expected.computeIfAbsent(text(t.key()), k -> new ArrayList<>()).add(text(t.value())));
    Map<String, List<String>> perKey = new HashMap<>();
    read("made")
        .forEach(
            r ->
                perKey.computeIfAbsent(text(r.key()), k -> new ArrayList<>()).add(text(r.value())));

    assertThat(perKey).isEqualTo(expected);
    JsonNode made = report().get("generated");
    assertThat(made.get("late").asLong())
        .isPositive()
        .isEqualTo(generator.made(GeneratedTrade.Kind.LATE));
    assertThat(made.get("malformed").asLong())
        .isEqualTo(generator.made(GeneratedTrade.Kind.MALFORMED));
  }

  @Test
  void aNameThatNoTopicCanHaveIsAUsageError() {
    assertThat(feed("--generate", "--count", "1", "--topic", "a/b")).isEqualTo(2);
    assertThat(err.toString()).startsWith("Cannot feed topic a/b: ");
  }

  private int feed(String... arguments) {
    CommandLine command = new CommandLine(new Feed());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    String[] always = {
      "--json", "--contract", CONTRACT, "--kafka-bootstrap-servers", stack.kafkaBootstrapServers()
    };
    return command.execute(
        Stream.concat(Arrays.stream(arguments), Arrays.stream(always)).toArray(String[]::new));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.kafkaBootstrapServers(), "auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        assertThat(System.nanoTime()).as("time to read " + topic).isLessThan(deadline);
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static byte[] incompressible(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(1);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('!' + random.nextInt(90));
    }
    return bytes;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, UTF_8);
  }
}
