package io.sluice.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Writes to a table with a bounded number of open files. Iceberg's writer keeps one open for each
 * partition; a backfill of years has thousands, each with buffers of its own. Beyond the bound rows
 * wait and are written a partition after the other.
 */
final class BoundedWriter implements DataWriter<InternalRow> {
  /** So many partitions are written at a time. */
  static final int OPEN = 64;

  /** So many rows wait at most. */
  static final int WAITING_ROWS = 50_000;

  /** So many bytes of text wait at most. */
  private static final long WAITING_BYTES = 64L << 20;

  /** Task numbers are part of the files' names: each of a task's writers has one of its own. */
  private static final int WRITER_SHIFT = 40;

  private final StreamingDataWriterFactory factory;
  private final int partitionId;
  private final long taskId;
  private final long epochId;
  private final Function<InternalRow, List<Object>> partition;
  private final int mostOpen;
  private final int mostWaiting;
  private final List<WriterCommitMessage> written = new ArrayList<>();
  private final Set<List<Object>> open = new HashSet<>();
  private final Map<List<Object>, List<InternalRow>> waiting = new LinkedHashMap<>();
  private DataWriter<InternalRow> writer;
  private int waitingRows;
  private long waitingBytes;

  BoundedWriter(
      StreamingDataWriterFactory factory,
      int partitionId,
      long taskId,
      long epochId,
      Function<InternalRow, List<Object>> partition,
      int mostOpen,
      int mostWaiting) {
    this.factory = factory;
    this.partitionId = partitionId;
    this.taskId = taskId;
    this.epochId = epochId;
    this.partition = partition;
    this.mostOpen = mostOpen;
    this.mostWaiting = mostWaiting;
    this.writer = factory.createWriter(partitionId, taskId, epochId);
  }

  @Override
  public void write(InternalRow row) throws IOException {
    List<Object> its = partition.apply(row);
    if (open.contains(its) || (open.size() < mostOpen && open.add(its))) {
      writer.write(row);
      return;
    }
    InternalRow kept = row.copy();
    waiting.computeIfAbsent(its, key -> new ArrayList<>()).add(kept);
    waitingRows++;
    waitingBytes += bytes(kept);
    if (waitingRows >= mostWaiting || waitingBytes >= WAITING_BYTES) {
      writeWaiting();
    }
  }

  private static long bytes(InternalRow row) {
    long bytes = 0;
    for (int i = 0; i < row.numFields(); i++) {
      if (!row.isNullAt(i) && row.get(i, null) instanceof UTF8String text) {
        bytes += text.numBytes();
      }
    }
    return bytes;
  }

  private void writeWaiting() throws IOException {
    for (Map.Entry<List<Object>, List<InternalRow>> each : waiting.entrySet()) {
      if (open.size() == mostOpen) {
        nextWriter();
      }
      open.add(each.getKey());
      for (InternalRow row : each.getValue()) {
        writer.write(row);
      }
    }
    waiting.clear();
    waitingRows = 0;
    waitingBytes = 0;
  }

  private void nextWriter() throws IOException {
    written.add(writer.commit());
    writer.close();
    open.clear();
    long number = taskId + ((long) written.size() << WRITER_SHIFT);
    writer = factory.createWriter(partitionId, number, epochId);
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    writeWaiting();
    List<WriterCommitMessage> all = new ArrayList<>(written);
    all.add(writer.commit());
    return new Written(all);
  }

  @Override
  public void abort() throws IOException {
    writer.abort();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
