package io.sluice.command;

import io.sluice.audit.Finding;
import io.sluice.publish.PublishReport;
import io.sluice.state.IngestCounts;
import io.sluice.state.PublishNumbers;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
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
      out.println(line(report));
      if (!report.failures().isEmpty()) {
        out.println(table(report.failures()));
      }
    }
    out.flush();
  }

  static String line(PublishReport report) {
    IngestCounts total = report.total();
    return switch (report.outcome()) {
      case NOTHING_NEW -> "Nothing new to publish.";
      case PUBLISHED ->
          "Published %s: %d checks passed in %.1f s; read %,d = accepted %,d + quarantined %,d + duplicate %,d"
              .formatted(
                  PublishNumbers.tag(report.number().getAsLong()),
                  report.findings().size(),
                  report.took().toMillis() / 1e3,
                  total.read(),
                  total.accepted(),
                  total.quarantined(),
                  total.duplicate());
      case AUDIT_FAILED ->
          "Cannot publish: the audit failed: %d checks; main is unchanged, the rows are on %s"
              .formatted(
                  report.failures().size(), PublishNumbers.candidate(report.number().getAsLong()));
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
    fields.put("outcome", report.outcome().name().toLowerCase(java.util.Locale.ROOT));
    fields.put("publish", report.number().isPresent() ? report.number().getAsLong() : null);
    fields.put("hash", report.hash());
    fields.put("counts", report.total());
    fields.put("took_millis", report.took().toMillis());
    fields.put("findings", report.findings());
    return fields;
  }
}
