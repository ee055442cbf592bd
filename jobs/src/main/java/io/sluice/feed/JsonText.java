package io.sluice.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Looks into lines of JSON, and renames in them, without touching any other byte. */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /**
   * The text of these top-level fields: strings, numbers as written, booleans. Empty where the line
   * is no JSON object; fields that are absent, null or nested are left out, as is what follows a
   * syntax error.
   */
  static Map<String, String> fields(byte[] line, Set<String> wanted) {
    Map<String, String> found = new HashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      while (object && found.size() < wanted.size() && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (wanted.contains(name) && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          found.put(name, parser.getText());
        }

        parser.skipChildren();
      }
    } catch (IOException e) {
      // Not JSON from here on: the ingest will say so. What was found before still orders the line.
    }

    return found;
  }

  /**
   * Renames top-level fields. All other bytes stay, also where a field has the new name already:
   * the line then has it twice, which is for the ingest to judge. A line that is no JSON object
   * comes back as it is.
   */
  static byte[] rename(byte[] line, Map<String, String> newNames) {
    ByteArrayOutputStream renamed = new ByteArrayOutputStream(line.length + 64);
    int copied = 0;
    try (JsonParser parser = JSON.createParser(line)) {
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
        String newName = newNames.get(parser.currentName());
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (newName != null && start >= copied && line[start] == '"') {
          renamed.write(line, copied, start - copied);
          renamed.writeBytes(("\"" + newName + "\"").getBytes(StandardCharsets.UTF_8));
          copied = afterString(line, start);
        }

        parser.nextToken();
        parser.skipChildren();
      }
    } catch (IOException e) {
      return line;
    }

    renamed.write(line, copied, line.length - copied);
    return renamed.toByteArray();
  }

  private static int afterString(byte[] line, int openingQuote) {
    int at = openingQuote + 1;
    while (line[at] != '"') {
      at += line[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }
}
