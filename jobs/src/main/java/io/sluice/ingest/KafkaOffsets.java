package io.sluice.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.failure.SluiceException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Offsets as the Kafka source writes them: {@code {"trades":{"0":12,"1":7}}}. */
final class KafkaOffsets {
  private static final ObjectMapper JSON = new ObjectMapper();

  private KafkaOffsets() {}

  static SortedMap<Integer, Long> parse(String json, String topic) {
    try {
      Map<String, SortedMap<Integer, Long>> offsets =
          JSON.readValue(json, new TypeReference<>() {});
      return offsets.getOrDefault(topic, new TreeMap<>());
    } catch (JsonProcessingException e) {
      throw new SluiceException("Cannot read Kafka offsets: not of the expected form: " + json, e);
    }
  }

  static String write(String topic, SortedMap<Integer, Long> offsets) {
    try {
      return JSON.writeValueAsString(Map.of(topic, offsets));
    } catch (JsonProcessingException e) {
      throw new SluiceException("Cannot write Kafka offsets: " + e.getMessage(), e);
    }
  }
}
