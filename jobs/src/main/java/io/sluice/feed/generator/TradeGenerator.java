package io.sluice.feed.generator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.feed.generator.GeneratedTrade.Flaw;
import io.sluice.feed.generator.GeneratedTrade.Kind;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Makes trades that look like a venue's: per symbol contiguous ids and a price that walks in ticks,
 * with the wanted shares of late, repeated and malformed records. No I/O and no clock: the same
 * {@link GeneratorSettings} give the same records, on every machine and JDK.
 *
 * <p>A LATE trade takes its id and event time in turn, is held back, and comes when the event time
 * has advanced by the lateness, {@link #LATE_MARGIN_MILLIS} and the disorder: its minute is then
 * closed. Whatever could not come late before the count runs out comes in time, as VALID.
 */
public final class TradeGenerator implements Iterator<GeneratedTrade> {
  /** How much later than the lateness a LATE trade comes at the least: the length of its minute. */
  public static final long LATE_MARGIN_MILLIS = 60_000;

  /** The venue of every generated trade. */
  public static final String EXCHANGE = "sluice";

  private static final int PRICE_SCALE = 2;
  private static final int QUANTITY_SCALE = 4;
  private static final int REMEMBERED = 1_000;
  private static final byte[] EXCHANGE_BYTES = EXCHANGE.getBytes(US_ASCII);
  private static final String[] SIDES = {"buy", "sell"};
  private static final byte[][] SIDE_BYTES = {
    SIDES[0].getBytes(US_ASCII), SIDES[1].getBytes(US_ASCII)
  };
  private static final Flaw[] FLAWS = Flaw.values();

  private final GeneratorSettings settings;
  private final Symbol[] symbols;
  private final TradeJson json = new TradeJson();
  private final long disorderMillis;
  private final long heldRecords;
  private final Queue<Held> held = new ArrayDeque<>();
  private final GeneratedTrade[] remembered = new GeneratedTrade[REMEMBERED];
  private long random;
  private long position;
  private long valid;
  private long late;
  private long duplicates;
  private long malformed;

  public TradeGenerator(GeneratorSettings settings) {
    this.settings = settings;
    this.random = settings.seed();
    this.disorderMillis = Math.min(settings.latenessMillis() / 2, 2_000);
    long lateMicros = 1_000 * (settings.latenessMillis() + LATE_MARGIN_MILLIS + 2 * disorderMillis);
    this.heldRecords =
        settings.stepMicros() == 0 ? Long.MAX_VALUE : lateMicros / settings.stepMicros() + 2;
    this.symbols = new Symbol[settings.symbols()];
    for (int i = 0; i < symbols.length; i++) {
      this.symbols[i] =
          new Symbol(
              String.format(Locale.ROOT, "COIN%02dUSD", i + 1),
              settings.firstTradeId(),
              10_000 + below(4_990_000));
    }
  }

  @Override
  public boolean hasNext() {
    return position < settings.count();
  }

  @Override
  public GeneratedTrade next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }

    GeneratedTrade record = record();
    this.position++;
    if (record.distinct()) {
      this.remembered[(int) (distinctTrades() % REMEMBERED)] = record;
    }

    count(record.kind());
    return record;
  }

  /** How many records of this kind came out so far. */
  public long made(Kind kind) {
    return switch (kind) {
      case VALID -> valid;
      case LATE -> late;
      case DUPLICATE -> duplicates;
      case MALFORMED -> malformed;
    };
  }

  /** How many different trades came out so far: what a published table must hold. */
  public long distinctTrades() {
    return valid + late;
  }

  private void count(Kind kind) {
    switch (kind) {
      case VALID -> this.valid++;
      case LATE -> this.late++;
      case DUPLICATE -> this.duplicates++;
      case MALFORMED -> this.malformed++;
    }
  }

  private GeneratedTrade record() {
    if (!held.isEmpty() && held.peek().due() <= position) {
      return held.remove().trade();
    }

    double dice = below(1 << 24) * 100.0 / (1 << 24);
    if (dice < settings.malformedPercent()) {
      Flaw flaw = FLAWS[1 + (int) (malformed % (FLAWS.length - 1))];
      return trade(Kind.MALFORMED, flaw);
    }

    dice -= settings.malformedPercent();
    if (dice < settings.duplicatePercent() && distinctTrades() > 0) {
      return repeat(remembered[(int) below(Math.min(distinctTrades(), REMEMBERED))]);
    }

    dice -= settings.duplicatePercent();
    if (dice >= 0 && dice < settings.latePercent()) {
      holdBack();
    }

    return trade(Kind.VALID, Flaw.NONE);
  }

  /** Sets a late trade aside, unless the records run out before it is due. */
  private void holdBack() {
    boolean comesInTime = heldRecords < settings.count() - position;
    if (comesInTime) {
      held.add(new Held(position + heldRecords, trade(Kind.LATE, Flaw.NONE)));
    }
  }

  private GeneratedTrade trade(Kind kind, Flaw flaw) {
    Symbol symbol = symbols[(int) below(symbols.length)];
    // A malformed record leaves no gap behind: the next sound trade takes the same id.
    long tradeId = kind == Kind.MALFORMED ? symbol.nextId : symbol.nextId++;
    symbol.priceTicks = Math.max(100, symbol.priceTicks + below(21) - 10);
    long quantityTicks = 1 + below(100_000);
    int side = (int) below(2);
    long clockMillis = settings.startMillis() + position * settings.stepMicros() / 1_000;
    long eventTimeMillis = clockMillis - (disorderMillis == 0 ? 0 : below(disorderMillis));
    byte[] sound =
        json.write(
            EXCHANGE_BYTES,
            symbol.key,
            tradeId,
            symbol.priceTicks,
            PRICE_SCALE,
            quantityTicks,
            QUANTITY_SCALE,
            SIDE_BYTES[side],
            eventTimeMillis);
    return new GeneratedTrade(
        symbol.key,
        flaw == Flaw.NONE ? sound : SpoiledTrade.spoil(sound, flaw),
        kind,
        flaw,
        EXCHANGE,
        symbol.name,
        tradeId,
        BigDecimal.valueOf(symbol.priceTicks, PRICE_SCALE),
        BigDecimal.valueOf(quantityTicks, QUANTITY_SCALE),
        SIDES[side],
        eventTimeMillis);
  }

  private static GeneratedTrade repeat(GeneratedTrade earlier) {
    return new GeneratedTrade(
        earlier.key(),
        earlier.value(),
        Kind.DUPLICATE,
        Flaw.NONE,
        earlier.exchange(),
        earlier.symbol(),
        earlier.tradeId(),
        earlier.price(),
        earlier.quantity(),
        earlier.side(),
        earlier.eventTimeMillis());
  }

  /** A random number from 0 to bound - 1. SplitMix64: the same on every JDK, and fast. */
  private long below(long bound) {
    this.random += 0x9E3779B97F4A7C15L;
    long mixed = random;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return ((mixed ^ (mixed >>> 31)) >>> 1) % bound;
  }

  private record Held(long due, GeneratedTrade trade) {}

  private static final class Symbol {
    private final String name;
    private final byte[] key;
    private long nextId;
    private long priceTicks;

    private Symbol(String name, long firstId, long priceTicks) {
      this.name = name;
      this.key = name.getBytes(US_ASCII);
      this.nextId = firstId;
      this.priceTicks = priceTicks;
    }
  }
}
