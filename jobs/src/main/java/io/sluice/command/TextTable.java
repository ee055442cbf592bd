package io.sluice.command;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.Arrays;

/** Tables for people. */
final class TextTable {
  private static final int WIDEST = 90;

  private TextTable() {}

  /** A table with these column names; longer cells are wrapped. */
  static String of(String[] names, Object[][] cells) {
    Column[] columns =
        Arrays.stream(names)
            .map(
                name ->
                    new Column()
                        .header(name)
                        .headerAlign(HorizontalAlign.LEFT)
                        .dataAlign(numeric(names, name, cells))
                        .maxWidth(WIDEST))
            .toArray(Column[]::new);
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns, cells);
  }

  private static HorizontalAlign numeric(String[] names, String name, Object[][] cells) {
    int at = Arrays.asList(names).indexOf(name);
    boolean numbers =
        cells.length > 0
            && Arrays.stream(cells)
                .map(row -> row[at])
                .allMatch(cell -> cell == null || cell.toString().matches("-?[0-9,.]+"));
    return numbers ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
  }
}
