package io.sluice.contract;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is agreed about one dataset. Written as a file of the Open Data Contract Standard v3.1; a
 * contract that could be read is complete and fits together.
 *
 * @param dataset the dataset's and its table's name
 * @param version of the contract, as written
 * @param topic the Kafka topic that the records arrive in
 * @param fields the columns, in the table's order
 * @param key names of the fields that tell records apart; may be empty where nothing is a duplicate
 * @param eventTime name of the TIMESTAMP field that says when it happened; a required field
 * @param lateness how far an event time may lie before the newest one before it is late
 * @param maxFuture how far an event time may run ahead of the broker's clock
 * @param earliest event times before this are refused
 * @param duplicates what counts as the same record sent twice
 * @param sequence name of the LONG field that orders the records of one key
 * @param messageKey name of the field that feeders put into the Kafka key
 * @param candles how candles are built from this dataset; empty: none are
 * @param maxLateness records that arrive at the broker later than this after their event time are
 *     refused; empty: records of any age are accepted
 * @param offsets whether offsets of the topic may hold no record
 * @param shares the most that may be quarantined or duplicate in one publish
 * @param keepSnapshots how many snapshots a table on staging keeps in its metadata
 * @param maxRecordBytes larger records are refused unread
 * @param partitionBy the table's partitioning as Spark SQL writes it: {@code symbol}, {@code
 *     day(event_time)}, {@code bucket(16, symbol)}
 * @param sortBy names of the fields that order the rows within a data file
 * @param rules what the audit checks: the fields' own rules first, in their order, then the
 *     dataset's
 * @param source the YAML text it was read from
 */
public record Contract(
    String dataset,
    String version,
    String topic,
    List<Field> fields,
    List<String> key,
    String eventTime,
    Duration lateness,
    Duration maxFuture,
    Instant earliest,
    DuplicatesPolicy duplicates,
    Optional<String> sequence,
    Optional<String> messageKey,
    Optional<CandlesPolicy> candles,
    Optional<Duration> maxLateness,
    OffsetsPolicy offsets,
    Shares shares,
    int keepSnapshots,
    int maxRecordBytes,
    List<String> partitionBy,
    List<String> sortBy,
    List<QualityRule> rules,
    String source)
    implements Serializable {
  public Contract {
    fields = List.copyOf(fields);
    key = List.copyOf(key);
    partitionBy = List.copyOf(partitionBy);
    sortBy = List.copyOf(sortBy);
    rules = List.copyOf(rules);
  }

  /**
   * Reads a contract's file.
   *
   * @throws ContractException naming every problem, also when there is no such file
   */
  public static Contract read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return parse(name, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ContractException(name, List.of("no such file: " + file), e);
    } catch (CharacterCodingException e) {
      throw new ContractException(name, List.of("the file is not UTF-8: " + file), e);
    } catch (IOException e) {
      throw new ContractException(name, List.of("the file cannot be read: " + e), e);
    }
  }

  /**
   * Reads a contract's text.
   *
   * @param name what messages call it
   * @throws ContractException naming every problem
   */
  public static Contract parse(String name, String yaml) {
    return ContractReader.read(name, yaml);
  }

  /**
   * The place of a field among {@link #fields}.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public int indexOf(String field) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(field)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "Cannot find field: %s has none of that name: %s".formatted(dataset, field));
  }

  /**
   * A field by its name.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public Field field(String name) {
    return fields.get(indexOf(name));
  }

  /**
   * Under {@code within-lateness} an id is one among those of its own bucket of event time.
   *
   * @return the buckets' length, microseconds; 0 where ids are known by themselves
   */
  public long duplicatesBucketMicros() {
    return duplicates == DuplicatesPolicy.WITHIN_LATENESS
        ? Math.max(1, lateness.toNanos() / 1_000)
        : 0;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
