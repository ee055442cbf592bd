package io.sluice.contract;

/** A small contract that tests bend, one line at a time. */
final class SensorsYaml {
  static final String TEXT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: sensors
      version: 2.0.0
      status: active
      schema:
        - name: sensors
          properties:
            - name: sensor
              logicalType: string
              required: true
              primaryKey: true
            - name: at
              logicalType: timestamp
              required: true
              primaryKey: true
              customProperties:
                - {property: unit, value: iso8601}
            - name: reading
              logicalType: number
              physicalType: double
            - name: count
              logicalType: integer
          customProperties:
            - {property: eventTime, value: at}
            - {property: lateness, value: PT1M}
            - {property: duplicates, value: within-lateness}
      """;

  private SensorsYaml() {}

  /** The contract with one line replaced by others, which get its indentation. */
  static String with(String line, String... others) {
    String indented = TEXT.lines().filter(l -> l.strip().equals(line)).findFirst().orElseThrow();
    String indentation = indented.substring(0, indented.length() - line.length());
    StringBuilder replacement = new StringBuilder();
    for (String other : others) {
      replacement.append(indentation).append(other).append('\n');
    }
    return TEXT.replace(indented + "\n", replacement);
  }
}
