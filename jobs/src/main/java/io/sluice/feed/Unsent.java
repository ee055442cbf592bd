package io.sluice.feed;

import java.util.ArrayList;
import java.util.List;

/** Counts what was not sent and remembers the first reasons. Safe for several threads. */
public final class Unsent {
  private static final int REMEMBERED = 10;

  private final List<String> problems = new ArrayList<>();
  private long count;

  /** Counts one record that is not sent, for this reason. */
  public synchronized void add(String problem) {
    this.count++;
    remember(problem);
  }

  /** Remembers why the rest was not even read; how many records that were is not known. */
  public synchronized void remember(String problem) {
    if (problems.size() < REMEMBERED) {
      problems.add(problem);
    }
  }

  /** How many records were not sent. */
  public synchronized long count() {
    return count;
  }

  /** The first ten problems, in the order in which they came up; empty where all went well. */
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}
