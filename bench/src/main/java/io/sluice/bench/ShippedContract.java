package io.sluice.bench;

import io.sluice.contract.Contract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The contract of the trades, as it ships. */
public final class ShippedContract {
  private ShippedContract() {}

  /** Reads it from the jar. */
  public static Contract trades() {
    try (InputStream yaml = ShippedContract.class.getResourceAsStream("/contracts/trades.yaml")) {
      return Contract.parse("trades.yaml", new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the shipped contract", e);
    }
  }
}
