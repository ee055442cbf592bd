package io.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.unsafe.types.UTF8String;

/** However many partitions the rows are of, few are open at a time, and no row is lost. */
class BoundedWriterTest {
  private static final int OPEN = 3;

  /** One of the table's own writers: keeps what it gets. */
  private static final class Part implements DataWriter<InternalRow>, WriterCommitMessage {
    private final long task;
    private final transient List<String> rows = new ArrayList<>();
    private final transient Set<Integer> days = new HashSet<>();
    private boolean closed;

    Part(long task) {
      this.task = task;
    }

    @Override
    public void write(InternalRow row) {
      assertThat(closed).isFalse();
      days.add(row.getInt(0));
      rows.add(row.getInt(0) + " " + row.getUTF8String(1));
    }

    @Override
    public WriterCommitMessage commit() {
      return this;
    }

    @Override
    public void abort() {}

    @Override
    public void close() {
      closed = true;
    }
  }

  @Property
  void fewPartitionsAreOpenAndEveryRowIsWrittenOnce(
      @ForAll @Size(max = 200) List<@IntRange(max = 20) Integer> days,
      @ForAll @IntRange(min = 1, max = 50) int mostWaiting)
      throws Exception {
    List<Part> parts = new ArrayList<>();
    BoundedWriter writer =
        new BoundedWriter(
            (partitionId, taskId, epochId) -> {
              parts.add(new Part(taskId));
              return parts.get(parts.size() - 1);
            },
            0,
            7,
            1,
            row -> List.of(row.getInt(0)),
            OPEN,
            mostWaiting);
    List<String> sent = new ArrayList<>();
    // One row, filled again and again, as the decoder does.
    Object[] values = new Object[2];
    GenericInternalRow row = new GenericInternalRow(values);
    for (int i = 0; i < days.size(); i++) {
      values[0] = days.get(i);
      values[1] = UTF8String.fromString("row " + i);
      sent.add(days.get(i) + " row " + i);
      writer.write(row);
    }
    WriterCommitMessage[] written = Written.parts(new WriterCommitMessage[] {writer.commit()});
    writer.close();

    assertThat(written).containsExactly(parts.toArray(WriterCommitMessage[]::new));
    assertThat(parts).allMatch(part -> part.days.size() <= OPEN && part.closed);
    assertThat(parts).extracting(part -> part.task).doesNotHaveDuplicates();
    assertThat(parts.stream().flatMap(part -> part.rows.stream()))
        .containsExactlyInAnyOrderElementsOf(sent);
  }
}
