package io.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractTest {
  private static final Path TRADES = Path.of("..", "contracts", "trades.yaml");

  @Test
  void theShippedContractOfTradesIsReadAsAWhole() throws Exception {
    Contract trades = Contract.read(TRADES);

    assertThat(trades)
        .isEqualTo(
            new Contract(
                "trades",
                "1.0.0",
                "trades",
                List.of(
                    text("exchange", true, "The venue, as it names itself.", 64),
                    text("symbol", true, "The instrument, in the venue's own spelling.", 64),
                    text(
                        "trade_id",
                        false,
                        "The venue's id of the trade, where it gives one. A string or an integer on"
                            + " the wire.",
                        128),
                    money(
                        "price",
                        "Price of one unit of the base asset, in the quote asset. Above 0; a price"
                            + " of 0 or less is quarantined."),
                    money(
                        "quantity",
                        "Traded amount of the base asset. Above 0; a quantity of 0, which some"
                            + " venues report for corrections, is quarantined."),
                    new Field(
                        "side",
                        FieldType.of(FieldType.Kind.STRING),
                        false,
                        "The side of the aggressor, buy or sell, or absent where the venue does not"
                            + " tell.",
                        Optional.empty(),
                        Limits.NONE,
                        List.of("buy", "sell"),
                        List.of()),
                    new Field(
                        "event_time",
                        FieldType.of(FieldType.Kind.TIMESTAMP),
                        true,
                        "When the trade took place, by the venue's clock, UTC.",
                        Optional.of(EventTimeUnit.MS),
                        Limits.NONE,
                        List.of(),
                        List.of()),
                    new Field(
                        "sequence",
                        FieldType.of(FieldType.Kind.LONG),
                        false,
                        "Orders the trades of one symbol. Where the venue sends none it is the"
                            + " trade id if that is an integer, else the Kafka offset.",
                        Optional.empty(),
                        Limits.NONE,
                        List.of(),
                        List.of("trade_id", "_offset"))),
                List.of("exchange", "symbol", "trade_id"),
                "event_time",
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Instant.parse("2000-01-01T00:00:00Z"),
                DuplicatesPolicy.BY_SEQUENCE,
                Optional.of("sequence"),
                Optional.of("symbol"),
                Optional.of(new CandlesPolicy(EmptyBars.NONE, "candles")),
                Optional.empty(),
                OffsetsPolicy.CONTIGUOUS,
                Shares.ANY,
                50,
                1_048_576,
                List.of("day(event_time)"),
                List.of("symbol", "event_time"),
                List.of(
                    row("exchange", "exchange_required", "exchange IS NULL"),
                    row("exchange", "exchange_min_length", "length(exchange) < 1"),
                    row("exchange", "exchange_max_length", "length(exchange) > 64"),
                    row("symbol", "symbol_required", "symbol IS NULL"),
                    row("symbol", "symbol_min_length", "length(symbol) < 1"),
                    row("symbol", "symbol_max_length", "length(symbol) > 64"),
                    row("trade_id", "trade_id_min_length", "length(trade_id) < 1"),
                    row("trade_id", "trade_id_max_length", "length(trade_id) > 128"),
                    row("price", "price_required", "price IS NULL"),
                    row("price", "price_exclusive_minimum", "price <= 0"),
                    row("quantity", "quantity_required", "quantity IS NULL"),
                    row("quantity", "quantity_exclusive_minimum", "quantity <= 0"),
                    new RowRule(
                        "side_is_buy_or_sell",
                        "A trade's side is buy, sell or absent.",
                        "side",
                        "side IS NOT NULL AND side NOT IN ('buy', 'sell')",
                        Comparison.NO_ROWS),
                    row("event_time", "event_time_required", "event_time IS NULL")),
                Files.readString(TRADES)));
  }

  @Test
  void fieldsAreFoundByName() {
    Contract trades = Contract.read(TRADES);

    assertThat(trades.indexOf("price")).isEqualTo(3);
    assertThat(trades.field("price").type()).isEqualTo(FieldType.decimal(38, 18));
    assertThatThrownBy(() -> trades.field("prise"))
        .hasMessage("Cannot find field: trades has none of that name: prise");
  }

  @Test
  void aContractTravelsToAnotherProcessUnchanged() throws Exception {
    Contract trades = Contract.read(TRADES);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(trades);
      out.writeObject(trades.field("event_time"));
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(trades);
      assertThat(in.readObject()).isEqualTo(trades.field("event_time"));
    }
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("quotes.yaml");

    assertThatThrownBy(() -> Contract.read(file))
        .isInstanceOf(ContractException.class)
        .hasMessage("Cannot read contract quotes.yaml: 1 problem:\n  - no such file: %s", file);
  }

  @Test
  void aFileThatIsNotUtf8IsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("quotes.yaml"), new byte[] {'a', ':', (byte) 0xff});

    assertThatThrownBy(() -> Contract.read(file))
        .hasMessage(
            "Cannot read contract quotes.yaml: 1 problem:\n  - the file is not UTF-8: %s", file);
  }

  private static Field text(String name, boolean required, String description, int maxLength) {
    Limits limits =
        new Limits(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(1),
            Optional.of(maxLength),
            Optional.empty());
    FieldType type = FieldType.of(FieldType.Kind.STRING);
    return new Field(
        name, type, required, description, Optional.empty(), limits, List.of(), List.of());
  }

  private static Field money(String name, String description) {
    Limits limits =
        new Limits(
            Optional.empty(),
            Optional.of(BigDecimal.ZERO),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    FieldType type = FieldType.decimal(38, 18);
    return new Field(name, type, true, description, Optional.empty(), limits, List.of(), List.of());
  }

  private static QualityRule row(String field, String name, String predicate) {
    return new RowRule(name, "", field, predicate, Comparison.NO_ROWS);
  }
}
