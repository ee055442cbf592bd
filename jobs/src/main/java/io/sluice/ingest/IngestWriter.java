package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.decode.RecordDecoder;
import io.sluice.decode.Reject;
import io.sluice.decode.RejectReason;
import io.sluice.identity.NewIdentities;
import io.sluice.identity.Seen;
import io.sluice.identity.Sighting;
import io.sluice.state.IngestCounts;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * One task of ingest: decodes each Kafka record once and writes it to the dataset's table or to the
 * quarantine; a duplicate is counted, unless it contradicts what it repeats. Each record read is in
 * exactly one of the three counts.
 */
final class IngestWriter implements DataWriter<InternalRow> {
  private final DataWriter<InternalRow> dataset;
  private final DataWriter<InternalRow> quarantine;
  private final RecordDecoder decoder;
  private final DecodedValues values;
  private final IdentityReader identity;
  private final PayloadReader payload;
  private final NewIdentities identities;
  private final RecordOrigin origin;
  private final DecodedRow decodedRow;
  private final RejectedRow rejectedRow;
  private final Reject conflict;
  private final boolean compares;
  private final int eventTime;
  private final Map<Integer, Tally> tallies = new HashMap<>();

  private long accepted;
  private long quarantined;
  private long duplicate;
  private long unverified;
  private Tally tally = new Tally(-1, 0);

  IngestWriter(
      Contract contract,
      DataWriter<InternalRow> dataset,
      DataWriter<InternalRow> quarantine,
      Seen seen,
      RecordOrigin origin) {
    this.dataset = dataset;
    this.quarantine = quarantine;
    this.decoder = RecordDecoder.of(contract);
    this.values = new DecodedValues(decoder);
    this.identity = new IdentityReader(contract, values);
    this.payload = new PayloadReader(contract, values);
    this.conflict =
        new Reject(
            RejectReason.CONFLICTING_DUPLICATE,
            contract.key().isEmpty() ? null : contract.key().get(contract.key().size() - 1),
            "was accepted before with other values");
    this.compares = contract.duplicates() != DuplicatesPolicy.NONE && !contract.key().isEmpty();
    this.identities = new NewIdentities(seen);
    this.origin = origin;
    this.decodedRow = new DecodedRow(contract, decoder);
    this.rejectedRow = new RejectedRow(contract.dataset());
    this.eventTime = contract.indexOf(contract.eventTime());
  }

  @Override
  public void write(InternalRow record) throws IOException {
    origin.read(record);
    tally().count(origin.offset());
    byte[] value =
        record.isNullAt(RecordOrigin.VALUE) ? null : record.getBinary(RecordOrigin.VALUE);
    if (!decoder.decode(value, origin.offset(), Math.floorDiv(origin.clockMicros(), 1_000L))) {
      refuse(decoder.reject(), record, value);
    } else {
      // A duplicate is read too: its time counts for how far the partition has come.
      // One that is ahead of the clock says how far its venue is ahead, not the others.
      long until = Math.min(decoder.longValue(eventTime), origin.clockMicros());
      tally.newestMicros = Math.max(tally.newestMicros, until);
      switch (sighting()) {
        case NEW -> {
          dataset.write(decodedRow.fill(origin));
          accepted++;
        }
        case REPEATED -> duplicate++;
        case UNVERIFIED -> {
          duplicate++;
          unverified++;
        }
        case CONFLICTING -> refuse(conflict, record, value);
      }
    }
  }

  private Sighting sighting() {
    if (!compares) {
      return Sighting.NEW;
    }
    values.at(origin.offset());
    return identities.see(identity.read(), payload.read());
  }

  private void refuse(Reject reject, InternalRow record, byte[] value) throws IOException {
    quarantine.write(rejectedRow.fill(reject, record, value, origin));
    quarantined++;
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    Map<Integer, PartitionRead> reads = new HashMap<>();
    long read = 0;
    for (Tally each : tallies.values()) {
      reads.put(each.partition, each.read());
      read += each.records;
    }
    return new IngestMessage(
        dataset.commit(),
        quarantine.commit(),
        new IngestCounts(read, accepted, quarantined, duplicate),
        reads,
        identities.added(),
        unverified);
  }

  @Override
  public void abort() throws IOException {
    try {
      dataset.abort();
    } finally {
      quarantine.abort();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      dataset.close();
    } finally {
      quarantine.close();
    }
  }

  private Tally tally() {
    if (tally.partition != origin.partition()) {
      tally =
          tallies.computeIfAbsent(
              origin.partition(), partition -> new Tally(partition, origin.offset()));
    }
    return tally;
  }

  /** Counts one Kafka partition. */
  private static final class Tally {
    private final int partition;
    private long first;
    private long last;
    private long records;
    private long newestMicros = Long.MIN_VALUE;

    Tally(int partition, long offset) {
      this.partition = partition;
      this.first = offset;
      this.last = offset;
    }

    void count(long offset) {
      records++;
      first = Math.min(first, offset);
      last = Math.max(last, offset);
    }

    PartitionRead read() {
      return new PartitionRead(records, first, last, newestMicros);
    }
  }
}
