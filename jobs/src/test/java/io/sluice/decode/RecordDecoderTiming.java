package io.sluice.decode;

import io.sluice.contract.Contract;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints what one shipped trade costs to decode. A quick look, not a benchmark. */
final class RecordDecoderTiming {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final int ROUND = 2_000_000;

  private RecordDecoderTiming() {}

  public static void main(String[] arguments) {
    Contract trades = Contract.read(Path.of("..", "contracts", "trades.yaml"));
    RecordDecoder decoder = RecordDecoder.of(trades);
    int price = trades.indexOf("price");
    int quantity = trades.indexOf("quantity");
    byte[][] records = new byte[1000][];
    for (int i = 0; i < records.length; i++) {
      records[i] =
          ("{\"exchange\":\"binance\",\"symbol\":\"BTCUSDT\",\"trade_id\":\"%d\","
                  + "\"price\":\"50%03d.12\",\"quantity\":\"0.5%d\",\"side\":\"buy\","
                  + "\"event_time\":%d}")
              .formatted(123_456_789 + i, i, i % 10, 1_704_067_200_123L + i)
              .getBytes(StandardCharsets.UTF_8);
    }
    long sum = 0;
    for (int round = 0; round < 10; round++) {
      boolean objects = round % 2 == 1;
      long begin = CLOCK.getCurrentThreadCpuTime();
      for (int i = 0; i < ROUND; i++) {
        if (!decoder.decode(records[i % records.length], i, 1_704_067_200_123L)) {
          throw new IllegalStateException(decoder.reject().toString());
        }
        sum += decoder.unscaledLow(price);
        if (objects) {
          sum += decoder.decimalValue(price).scale() + decoder.decimalValue(quantity).scale();
        }
      }
      System.out.printf(
          "%d ns of CPU a record of %d bytes%s%n",
          (CLOCK.getCurrentThreadCpuTime() - begin) / ROUND,
          records[0].length,
          objects ? ", with both decimals as objects" : "");
    }
    System.out.println(sum);
  }
}
