package io.sluice.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as ISO-8601 with an offset, or dates: their midnight UTC. */
final class Instants implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "must be such as 2024-08-09T00:00:00Z or 2024-08-09: " + text);
    }
  }
}
