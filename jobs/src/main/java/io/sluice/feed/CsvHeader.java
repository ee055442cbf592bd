package io.sluice.feed;

import io.sluice.contract.EventTimeUnit;
import io.sluice.contract.Field;
import io.sluice.contract.FieldType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which cell of a row is which field of the record. */
final class CsvHeader {
  static final int ABSENT = -1;

  /** A field of the record, its place in the row and how it is written. */
  record Cell(Field field, int index) {
    /** Whether an integer or a number in this cell is a JSON number on the wire. */
    boolean number() {
      Kind kind = field.type().kind();
      boolean clock =
          kind == Kind.TIMESTAMP && !field.unit().equals(Optional.of(EventTimeUnit.ISO8601));
      return kind == Kind.LONG || kind == Kind.DOUBLE || clock;
    }
  }

  private final List<String> columns;
  private final List<Cell> cells;
  private final List<String> leftOut;

  /**
   * Finds the plan's fields among the columns.
   *
   * @throws UnfitInputException if a mapped column or one that a replay needs is not there, if a
   *     column is there twice, or if no column is a field
   */
  CsvHeader(String input, List<String> columns, FeedPlan plan) {
    this.columns = List.copyOf(columns);
    this.cells = new ArrayList<>();
    requireAll(input, plan);
    for (Field field : plan.contract().fields()) {
      boolean byOwnName = !plan.columns().containsKey(field.name());
      // A column that is mapped to one field is not another one's only because of its name.
      boolean taken = byOwnName && plan.mappedColumns().contains(field.name());
      int index = taken ? ABSENT : columns.indexOf(plan.column(field.name()));
      if (index != ABSENT) {
        cells.add(new Cell(field, index));
      }
    }

    if (cells.isEmpty()) {
      throw unfit(input, "no column is a field of contract " + plan.contract().dataset());
    }

    List<Integer> used = cells.stream().map(Cell::index).toList();
    this.leftOut =
        IntStream.range(0, columns.size())
            .filter(i -> !used.contains(i))
            .mapToObj(columns::get)
            .toList();
  }

  List<Cell> cells() {
    return cells;
  }

  int width() {
    return columns.size();
  }

  List<String> leftOut() {
    return leftOut;
  }

  /** Place of the field's cell in a row, ABSENT if no column is this field. */
  int indexOf(String field) {
    return cells.stream()
        .filter(cell -> cell.field().name().equals(field))
        .findFirst()
        .map(Cell::index)
        .orElse(ABSENT);
  }

  private void requireAll(String input, FeedPlan plan) {
    List<String> missing =
        plan.columns().values().stream().filter(c -> !columns.contains(c)).sorted().toList();
    if (!missing.isEmpty()) {
      throw unfit(input, "no column " + String.join(", ", missing));
    }

    List<String> twice =
        columns.stream()
            .filter(c -> columns.indexOf(c) != columns.lastIndexOf(c))
            .distinct()
            .toList();
    if (!twice.isEmpty()) {
      throw unfit(input, "more than one column " + String.join(", ", twice));
    }

    String eventTime = plan.column(plan.contract().eventTime());
    if (plan.eventTimes() && !columns.contains(eventTime)) {
      throw unfit(input, "a replay needs the event time and there is no column " + eventTime);
    }
  }

  private UnfitInputException unfit(String input, String reason) {
    return new UnfitInputException(
        "Cannot feed %s: %s; its header is: %s"
            .formatted(input, reason, String.join(",", columns)));
  }
}
