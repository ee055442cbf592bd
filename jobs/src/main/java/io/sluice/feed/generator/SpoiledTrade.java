package io.sluice.feed.generator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.feed.generator.GeneratedTrade.Flaw;

/** Turns the JSON of a sound trade into a record that no contract for trades can accept. */
final class SpoiledTrade {
  private static final int NESTING = 2_000;

  private SpoiledTrade() {}

  /** Returns the trade's bytes with this flaw in them; null for {@link Flaw#NULL_VALUE}. */
  static byte[] spoil(byte[] sound, Flaw flaw) {
    // One char per byte, so that a flaw may be any bytes at all.
    String json = new String(sound, ISO_8859_1);
    String spoiled =
        switch (flaw) {
          case NONE -> json;
          case NOT_JSON -> json.substring(0, json.length() / 2);
          case NOT_UTF8 -> json.replaceFirst("(\"symbol\":\")", "$1\u00c3(");
          case NULL_VALUE -> null;
          case MISSING_FIELD -> json.replaceFirst("\"price\":\"[^\"]*\",", "");
          case WRONG_TYPE -> json.replaceFirst("(\"price\":)\"[^\"]*\"", "$1true");
          case NEGATIVE_PRICE -> json.replaceFirst("(\"price\":\")", "$1-");
          case ZERO_QUANTITY -> json.replaceFirst("(\"quantity\":)\"[^\"]*\"", "$1\"0.0000\"");
          case UNKNOWN_SIDE -> json.replaceFirst("(\"side\":)\"[^\"]*\"", "$1\"hold\"");
          case NOT_A_NUMBER -> json.replaceFirst("(\"price\":)\"[^\"]*\"", "$1\"NaN\"");
          case FAR_FUTURE -> json.replaceFirst("(\"event_time\":)-?\\d+", "$14102444800000");
          case BEFORE_2000 -> json.replaceFirst("(\"event_time\":)-?\\d+", "$1915148800000");
          case FIELD_TWICE -> json.replaceFirst("(\"price\":\"[^\"]*\",)", "$1$1");
          case DEEP_NESTING ->
              json.substring(0, json.length() - 1)
                  + ",\"note\":"
                  + "[".repeat(NESTING)
                  + "]".repeat(NESTING)
                  + "}";
          case TOO_MANY_DIGITS ->
              json.replaceFirst("(\"quantity\":)\"[^\"]*\"", "$1\"" + "9".repeat(40) + ".5\"");
        };
    return spoiled == null ? null : spoiled.getBytes(ISO_8859_1);
  }
}
