package io.sluice.command;

import io.sluice.audit.Finding;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.OfDataset;
import io.sluice.state.IngestCounts;
import io.sluice.state.PublishNumbers;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** Prints what a publish did: a line where all is well, the evidence where it is not. */
final class PublishPrinter {
  private PublishPrinter() {}

  static void print(CommandLine command, PublishReport report, boolean json) {
    PrintWriter out = command.getOut();
    if (json) {
      out.println(Json.write(fields(report)));
    } else {
      report
          .heldWhy()
          .ifPresent(
              why ->
                  out.println(
                      "Cannot publish: held by "
                          + why
                          + "; `sluice publish --resume` lets publishing go on"));
      if (report.heldWhy().isEmpty()) {
        report.datasets().forEach(dataset -> print(out, dataset));
      }
    }
    out.flush();
  }

  private static void print(PrintWriter out, OfDataset dataset) {
    out.println(line(dataset));
    if (!dataset.failures().isEmpty()) {
      out.println(table(dataset.failures()));
    }
  }

  static String line(OfDataset dataset) {
    IngestCounts total = dataset.total();
    return switch (dataset.outcome()) {
      case NOTHING_NEW -> "Nothing new to publish: " + dataset.dataset();
      case HELD -> "Held: " + dataset.dataset();
      case NOT_AUDITED ->
          "Cannot publish %s: the audit could not be made: %s"
              .formatted(
                  dataset.dataset(),
                  dataset.error().map(RuntimeException::getMessage).orElse("unknown"));
      case PUBLISHED ->
          "Published %s: %s: %d checks passed; read %,d = accepted %,d + quarantined %,d + duplicate %,d"
              .formatted(
                  PublishNumbers.tag(dataset.number().getAsLong()),
                  dataset.dataset(),
                  dataset.findings().size(),
                  total.read(),
                  total.accepted(),
                  total.quarantined(),
                  total.duplicate());
      case AUDIT_FAILED ->
          "Cannot publish %s: the audit failed: %d checks; main is unchanged, the rows are on %s"
              .formatted(
                  dataset.dataset(),
                  dataset.failures().size(),
                  PublishNumbers.candidate(dataset.number().getAsLong()));
    };
  }

  private static String table(List<Finding> findings) {
    return TextTable.of(
        new String[] {"table", "rule", "slice", "observed", "allowed"},
        findings.stream()
            .map(
                each ->
                    new Object[] {
                      each.dataset(), each.rule(), each.slice(), each.observed(), each.allowed()
                    })
            .toArray(Object[][]::new));
  }

  private static Map<String, Object> fields(PublishReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", name(report.outcome()));
    fields.put("held", report.heldWhy().orElse(null));
    fields.put("took_millis", report.took().toMillis());
    fields.put("datasets", report.datasets().stream().map(PublishPrinter::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(OfDataset dataset) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dataset", dataset.dataset());
    fields.put("outcome", name(dataset.outcome()));
    fields.put("publish", dataset.number().isPresent() ? dataset.number().getAsLong() : null);
    fields.put("hash", dataset.hash());
    fields.put("counts", dataset.total());
    fields.put("error", dataset.error().map(RuntimeException::getMessage).orElse(null));
    fields.put("findings", dataset.findings());
    return fields;
  }

  private static String name(PublishReport.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
