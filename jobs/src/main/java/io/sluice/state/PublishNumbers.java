package io.sluice.state;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.projectnessie.model.Reference;

/**
 * The numbers of publishes: tag {@code publish-N} and branch {@code candidate-N} share N.
 *
 * @param lastPublished the newest publish, empty where there is none
 * @param last the newest number in use, a kept candidate's too; -1 for none
 */
public record PublishNumbers(OptionalLong lastPublished, long last) {
  private static final Pattern NAME = Pattern.compile("(publish|candidate)-(\\d{1,18})");

  /** The numbers that these references use. */
  public static PublishNumbers of(List<? extends Reference> references) {
    long published = -1;
    long last = -1;
    for (Reference reference : references) {
      Matcher matcher = NAME.matcher(reference.getName());
      if (matcher.matches()) {
        long number = Long.parseLong(matcher.group(2));
        last = Math.max(last, number);
        if (matcher.group(1).equals("publish")) {
          published = Math.max(published, number);
        }
      }
    }
    return new PublishNumbers(
        published < 0 ? OptionalLong.empty() : OptionalLong.of(published), last);
  }

  /** The number in the name of a tag publish-N or a branch candidate-N. */
  public static Optional<Long> number(Reference reference) {
    Matcher matcher = NAME.matcher(reference.getName());
    return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(2))) : Optional.empty();
  }

  /** The number of the next publish. */
  public long next() {
    return last + 1;
  }

  /** The tag of a publish. */
  public static String tag(long number) {
    return "publish-" + number;
  }

  /** The branch that a publish is audited on. */
  public static String candidate(long number) {
    return "candidate-" + number;
  }
}
