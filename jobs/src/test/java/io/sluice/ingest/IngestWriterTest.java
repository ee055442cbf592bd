package io.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Contract;
import io.sluice.identity.Seen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class IngestWriterTest {
  private static final long INGESTED = micros("2024-01-05T00:00:00Z");

  private final Contract contract = Contract.read(Path.of("../contracts/trades.yaml"));
  private final IngestWriter writer =
      new IngestWriter(
          contract, new Ignoring(), new Ignoring(), Seen.NOTHING, new RecordOrigin(INGESTED, "k"));

  @Test
  void aVenueWhoseClockIsAheadOfTheBrokersClosesNothingThatIsNotOver() throws Exception {
    send(0, "2024-01-02T10:00:00Z", "2024-01-02T10:00:00.5Z");
    send(1, "2024-01-02T10:09:00Z", "2024-01-02T10:00:01Z");

    assertThat(newest()).isEqualTo(micros("2024-01-02T10:00:01Z"));
  }

  @Test
  void aProducersClockAheadOfTheDriversIsNotTrustedEither() throws Exception {
    send(0, "2024-01-05T00:05:00Z", "9999-01-01T00:00:00Z");

    assertThat(newest()).isEqualTo(INGESTED);
  }

  @Test
  void otherwiseTheNewestEventTimeCounts() throws Exception {
    send(0, "2024-01-02T10:00:00Z", "2024-01-04T00:00:00Z");
    send(1, "2024-01-02T09:00:00Z", "2024-01-04T00:00:01Z");

    assertThat(newest()).isEqualTo(micros("2024-01-02T10:00:00Z"));
  }

  private long newest() throws Exception {
    IngestMessage message = (IngestMessage) writer.commit();
    assertThat(message.counts().accepted()).isEqualTo(message.counts().read());
    return message.reads().get(0).newestMicros();
  }

  private void send(long offset, String eventTime, String brokerTime) throws Exception {
    String json =
        """
        {"exchange":"e","symbol":"s","trade_id":"%d","price":"1","quantity":"1","event_time":%d}"""
            .formatted(offset, Instant.parse(eventTime).toEpochMilli());
    Object[] record = new Object[8];
    record[RecordOrigin.VALUE] = json.getBytes(StandardCharsets.UTF_8);
    record[2] = UTF8String.fromString("trades");
    record[3] = 0;
    record[4] = offset;
    record[5] = micros(brokerTime);
    writer.write(new GenericInternalRow(record));
  }

  private static long micros(String time) {
    return Instant.parse(time).toEpochMilli() * 1_000;
  }

  private static final class Ignoring implements DataWriter<InternalRow> {
    @Override
    public void write(InternalRow row) {}

    @Override
    public WriterCommitMessage commit() {
      return new WriterCommitMessage() {};
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
  }
}
