package io.sluice.bench.ingest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows per second and processor time of one contender, a number a pass. */
final class Speeds {
  private final List<Double> passes = new ArrayList<>();
  private final List<Double> cpuMicros = new ArrayList<>();

  /** What one pass took. */
  record Pass(double rowsPerSecond, double cpuMicrosPerRow) {}

  void add(Pass pass) {
    passes.add(pass.rowsPerSecond());
    cpuMicros.add(pass.cpuMicrosPerRow());
  }

  /** Median processor time of this JVM for a row, all threads together, µs. */
  double cpuMicrosPerRow() {
    return median(cpuMicros);
  }

  double last() {
    return passes.get(passes.size() - 1);
  }

  double median() {
    return median(passes);
  }

  private static double median(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return Collections.min(passes);
  }

  double most() {
    return Collections.max(passes);
  }

  /** This one's speed over the other's, pass by pass. */
  List<Double> over(Speeds other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < passes.size(); i++) {
      ratios.add(passes.get(i) / other.passes.get(i));
    }
    return ratios;
  }
}
