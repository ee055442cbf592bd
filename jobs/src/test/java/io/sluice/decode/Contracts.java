package io.sluice.decode;

import io.sluice.contract.Contract;
import java.nio.file.Path;

/** The contracts that decoder tests go by. */
final class Contracts {
  private Contracts() {}

  static Contract trades() {
    return Contract.read(Path.of("..", "contracts", "trades.yaml"));
  }

  /** A field of each type, all optional but the event time, which comes in the given unit. */
  static Contract everything(String unit) {
    return Contract.parse(
        "everything.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        version: 1.0.0
        schema:
          - name: everything
            properties:
              - {name: text, logicalType: string}
              - name: code
                logicalType: string
                logicalTypeOptions: {minLength: 2, maxLength: 4, pattern: '^[A-Zé😀]+$'}
              - name: whole
                logicalType: integer
                logicalTypeOptions: {minimum: -5}
                customProperties: [{property: defaultFrom, value: [text, other, _offset]}]
              - name: other
                logicalType: integer
                quality: [{metric: invalidValues, arguments: {validValues: [7, 8]}, mustBe: 0}]
              - name: money
                logicalType: number
                physicalType: decimal(9,4)
                logicalTypeOptions: {minimum: -0.00005, exclusiveMaximum: 99999}
              - name: real
                logicalType: number
                physicalType: double
                logicalTypeOptions: {exclusiveMinimum: -10, maximum: 1e30}
              - {name: flag, logicalType: boolean}
              - name: at
                logicalType: timestamp
                required: true
                customProperties: [{property: unit, value: %s}]
            customProperties:
              - {property: eventTime, value: at}
              - {property: lateness, value: PT0S}
              - {property: duplicates, value: none}
              - {property: maxRecordBytes, value: 2000}
        """
            .formatted(unit));
  }
}
