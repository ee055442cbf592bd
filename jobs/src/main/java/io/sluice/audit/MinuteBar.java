package io.sluice.audit;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What trades of one symbol's minute make: numbers without their scale, sums exact. Written apart
 * from the code that makes the bars, so that the audit finds its mistakes.
 */
final class MinuteBar {
  private static final int DIGITS = 38;
  private static final int SCALE = 18;

  private Place first;
  private Place last;
  private BigInteger high;
  private BigInteger low;
  private BigInteger volume = BigInteger.ZERO;
  private BigInteger quoteVolume = BigInteger.ZERO;
  private BigInteger buyVolume = BigInteger.ZERO;
  private long trades;

  /** A trade's place among those of its minute, with its price. */
  record Place(long eventMicros, long sequence, int partition, long offset, BigInteger price)
      implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Long.compare(eventMicros, other.eventMicros);
      order = order == 0 ? Long.compare(sequence, other.sequence) : order;
      order = order == 0 ? Integer.compare(partition, other.partition) : order;
      order = order == 0 ? Long.compare(offset, other.offset) : order;
      return order == 0 ? price.compareTo(other.price) : order;
    }
  }

  void add(
      long eventMicros,
      long sequence,
      int partition,
      long offset,
      BigInteger price,
      BigInteger quantity,
      boolean bought) {
    // Most trades come in their order: a place is only made where it counts.
    if (trades == 0 || eventMicros <= first.eventMicros() || eventMicros >= last.eventMicros()) {
      place(new Place(eventMicros, sequence, partition, offset, price));
    }
    high = high == null ? price : high.max(price);
    low = low == null ? price : low.min(price);
    volume = volume.add(quantity);
    quoteVolume = quoteVolume.add(price.multiply(quantity));
    if (bought) {
      buyVolume = buyVolume.add(quantity);
    }
    trades++;
  }

  private void place(Place place) {
    first = first == null || place.compareTo(first) < 0 ? place : first;
    last = last == null || place.compareTo(last) > 0 ? place : last;
  }

  boolean isEmpty() {
    return trades == 0;
  }

  /** Adds the trades of another file. */
  void add(MinuteBar other) {
    place(other.first);
    place(other.last);
    high = high == null ? other.high : high.max(other.high);
    low = low == null ? other.low : low.min(other.low);
    volume = volume.add(other.volume);
    quoteVolume = quoteVolume.add(other.quoteVolume);
    buyVolume = buyVolume.add(other.buyVolume);
    trades += other.trades;
  }

  /** Whether a published bar is what these trades make; vwap is looked at elsewhere. */
  boolean isBar(AuditedBar bar, int priceScale, int quantityScale) {
    return trades == bar.tradeCount()
        && Long.valueOf(first.sequence()).equals(bar.firstSequence())
        && Long.valueOf(last.sequence()).equals(bar.lastSequence())
        && same(first.price(), priceScale, bar.open())
        && same(last.price(), priceScale, bar.close())
        && same(high, priceScale, bar.high())
        && same(low, priceScale, bar.low())
        && same(volume, quantityScale, bar.volume())
        && same(buyVolume, quantityScale, bar.buyVolume())
        && same(quoteVolume, priceScale + quantityScale, bar.quoteVolume());
  }

  /** A figure that has no room in decimal(38,18) is null in the bar. */
  private static boolean same(BigInteger unscaled, int scale, BigDecimal figure) {
    BigDecimal expected = new BigDecimal(unscaled, scale).setScale(SCALE, RoundingMode.HALF_EVEN);
    return figure == null ? expected.precision() > DIGITS : expected.compareTo(figure) == 0;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(trades);
    write(out, first);
    write(out, last);
    write(out, high);
    write(out, low);
    write(out, volume);
    write(out, quoteVolume);
    write(out, buyVolume);
  }

  static MinuteBar read(DataInput in) throws IOException {
    MinuteBar bar = new MinuteBar();
    bar.trades = in.readLong();
    bar.first = place(in);
    bar.last = place(in);
    bar.high = number(in);
    bar.low = number(in);
    bar.volume = number(in);
    bar.quoteVolume = number(in);
    bar.buyVolume = number(in);
    return bar;
  }

  private static void write(DataOutput out, Place place) throws IOException {
    out.writeLong(place.eventMicros());
    out.writeLong(place.sequence());
    out.writeInt(place.partition());
    out.writeLong(place.offset());
    write(out, place.price());
  }

  private static Place place(DataInput in) throws IOException {
    return new Place(in.readLong(), in.readLong(), in.readInt(), in.readLong(), number(in));
  }

  private static void write(DataOutput out, BigInteger number) throws IOException {
    byte[] bytes = number.toByteArray();
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static BigInteger number(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readShort()];
    in.readFully(bytes);
    return new BigInteger(bytes);
  }
}
