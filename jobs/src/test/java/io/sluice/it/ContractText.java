package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shipped contract of trades, with some of its words exchanged. */
record ContractText(String yaml) {
  private static final Path SHIPPED = Path.of("../contracts/trades.yaml");

  /** The shipped contract on a topic of its own. */
  static ContractText onTopic(String topic) {
    try {
      return new ContractText(Files.readString(SHIPPED))
          .with("value: trades # default", "value: " + topic + " # default");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + SHIPPED, e);
    }
  }

  ContractText with(String words, String others) {
    assertThat(yaml).contains(words);
    return new ContractText(yaml.replace(words, others));
  }

  ContractText withFlatEmptyBars() {
    return with("emptyBars: none", "emptyBars: flat");
  }

  Contract parse() {
    return Contract.parse("trades.yaml", yaml);
  }
}
