package io.sluice.bench.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.projectnessie.client.NessieClientBuilder;
import org.projectnessie.client.api.NessieApiV2;
import org.projectnessie.error.NessieNotFoundException;
import org.projectnessie.model.FetchOption;

/** What main shows, as an outside reader finds it: the offsets in the newest publish. */
final class MainOffsets implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final NessieApiV2 nessie;
  private final String topic;
  private String lastHash = "";

  MainOffsets(String nessieUri, String topic) {
    this.nessie =
        NessieClientBuilder.createClientBuilder("HTTP", null)
            .withUri(nessieUri)
            .build(NessieApiV2.class);
    this.topic = topic;
  }

  /** The end offsets by partition where main has moved since the last look. */
  Optional<Map<Integer, Long>> moved() throws IOException {
    try {
      var head =
          nessie
              .getCommitLog()
              .refName("main")
              .maxRecords(1)
              .fetch(FetchOption.MINIMAL)
              .get()
              .getLogEntries()
              .get(0)
              .getCommitMeta();
      if (lastHash.equals(head.getHash())) {
        return Optional.empty();
      }
      lastHash = head.getHash();
      for (Map.Entry<String, String> property : head.getProperties().entrySet()) {
        if (property.getKey().startsWith("sluice.offsets")) {
          Map<String, Map<Integer, Long>> offsets =
              JSON.readValue(property.getValue(), new TypeReference<>() {});
          if (offsets.containsKey(topic)) {
            return Optional.of(offsets.get(topic));
          }
        }
      }
      return Optional.empty();
    } catch (NessieNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    nessie.close();
  }
}
