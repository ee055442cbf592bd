package io.sluice.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.feed.FeedResult;
import io.sluice.feed.RecordSource;
import io.sluice.feed.TopicFeeder;
import io.sluice.feed.generator.GeneratedTrade.Kind;
import io.sluice.feed.generator.TradeGenerator;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Says what a feed did: the figures to standard output, once, and what went wrong to the other. */
final class FeedReport {
  private static final int INCOMPLETE = 1;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final RecordSource source;
  private final Optional<TradeGenerator> trades;
  private boolean printed;

  FeedReport(
      CommandLine command, boolean json, RecordSource source, Optional<TradeGenerator> trades) {
    this.out = command.getOut();
    this.err = command.getErr();
    this.json = json;
    this.source = source;
    this.trades = trades;
  }

  /** Names the columns that do not become fields. */
  void printLeftOut(String dataset) {
    if (!source.leftOut().isEmpty()) {
      err.printf(
          "Left out %d columns that are no fields of contract %s: %s%n",
          source.leftOut().size(), dataset, String.join(", ", source.leftOut()));
      err.flush();
    }
  }

  /**
   * Waits for what is under way and prints the report, unless that was done already.
   *
   * @return the exit code
   */
  synchronized int finish(TopicFeeder feeder) {
    feeder.flush();
    FeedResult result = feeder.result().with(source.unsent());
    if (!printed) {
      this.printed = true;
      result.problems().forEach(problem -> err.println("Not sent: " + problem));
      if (result.notSent() > result.problems().size()) {
        err.println("Not sent: and more, " + result.notSent() + " records in all");
      }

      out.println(json ? json(result) : result.toString());
      err.flush();
      out.flush();
    }

    return result.complete() ? CommandLine.ExitCode.OK : INCOMPLETE;
  }

  private String json(FeedResult result) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("topic", result.topic());
    report.put("sent", result.sent());
    report.put("bytes", result.bytes());
    report.put("not_sent", result.notSent());
    report.put("problems", result.problems());
    report.put("left_out_columns", source.leftOut());
    report.put("seconds", result.took().toMillis() / 1e3);
    report.put("records_per_second", Math.round(result.recordsPerSecond()));
    trades.ifPresent(made -> report.put("generated", generated(made)));
    try {
      return new ObjectMapper().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the report: " + report, e);
    }
  }

  private static Map<String, Long> generated(TradeGenerator trades) {
    Map<String, Long> made = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      made.put(kind.name().toLowerCase(Locale.ROOT), trades.made(kind));
    }
    return made;
  }
}
