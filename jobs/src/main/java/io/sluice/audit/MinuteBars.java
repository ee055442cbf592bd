package io.sluice.audit;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the trades of some files make, by symbol and minute. More than a bound are not kept. */
public final class MinuteBars implements Externalizable {
  private static final long serialVersionUID = 1L;

  private static final int MOST = 200_000;

  private static final long BYTES = 600;

  private final Map<Leading, NavigableMap<Long, MinuteBar>> bars = new HashMap<>();
  private final int most;
  private int count;
  private boolean complete = true;

  /** Empty. */
  public MinuteBars() {
    this(MOST);
  }

  MinuteBars(int most) {
    this.most = most;
  }

  /** The bar of a minute, made if it is not there; null where there is no room for more. */
  MinuteBar of(Leading symbol, long minute) {
    NavigableMap<Long, MinuteBar> minutes = bars.get(symbol);
    if (minutes == null) {
      minutes = new TreeMap<>();
      bars.put(symbol.copy(), minutes);
    }
    MinuteBar bar = minutes.get(minute);
    if (bar == null && count < most) {
      bar = new MinuteBar();
      minutes.put(minute, bar);
      count++;
    }
    complete &= bar != null;
    return bar;
  }

  /** Whether all that was to be gathered is here. */
  boolean isComplete() {
    return complete;
  }

  Map<Leading, NavigableMap<Long, MinuteBar>> bySymbol() {
    return bars;
  }

  long bytes() {
    return count * BYTES;
  }

  /** The same without the minutes before a time, µs since the epoch. */
  MinuteBars since(long micros) {
    MinuteBars later = new MinuteBars();
    later.complete = complete;
    bars.forEach(
        (symbol, minutes) -> {
          NavigableMap<Long, MinuteBar> tail = minutes.tailMap(micros, true);
          if (!tail.isEmpty()) {
            later.bars.put(symbol, new TreeMap<>(tail));
            later.count += tail.size();
          }
        });
    return later;
  }

  /** Adds what another task saw of the same file. */
  void add(MinuteBars others) {
    complete &= others.complete;
    others.bars.forEach(
        (symbol, minutes) ->
            minutes.forEach(
                (minute, bar) -> {
                  MinuteBar here = of(symbol, minute);
                  if (here != null) {
                    here.add(bar);
                  }
                }));
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeBoolean(complete);
    out.writeInt(bars.size());
    for (var symbol : bars.entrySet()) {
      out.writeObject(symbol.getKey());
      out.writeInt(symbol.getValue().size());
      for (var minute : symbol.getValue().entrySet()) {
        out.writeLong(minute.getKey());
        minute.getValue().write(out);
      }
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
    complete = in.readBoolean();
    int symbols = in.readInt();
    for (int i = 0; i < symbols; i++) {
      Leading symbol = (Leading) in.readObject();
      NavigableMap<Long, MinuteBar> minutes = new TreeMap<>();
      int size = in.readInt();
      for (int j = 0; j < size; j++) {
        minutes.put(in.readLong(), MinuteBar.read(in));
      }
      bars.put(symbol, minutes);
      count += size;
    }
  }
}
