package io.sluice.bench.ingest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows per second of one contender, a number a pass. */
final class Speeds {
  private final List<Double> passes = new ArrayList<>();

  void add(double rowsPerSecond) {
    passes.add(rowsPerSecond);
  }

  double last() {
    return passes.get(passes.size() - 1);
  }

  double median() {
    List<Double> sorted = sorted();
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

  private List<Double> sorted() {
    return passes.stream().sorted().toList();
  }
}
