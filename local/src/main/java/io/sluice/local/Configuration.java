package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;

/** Writes the services' configuration: the files of {@code infra/} and what this stack adds. */
final class Configuration {
  private Configuration() {}

  /** The properties of the resource with these beside them or in their place. */
  static void writeProperties(String resource, Map<String, String> added, Path target) {
    Properties properties = new Properties();
    try (InputStream in = open(resource)) {
      properties.load(in);
      properties.putAll(added);
      try (Writer out = Files.newBufferedWriter(target)) {
        properties.store(out, "Written by sluice up from infra/" + resource);
      }
    } catch (IOException e) {
      throw new SluiceException("Cannot write " + target + ": " + e, e);
    }
  }

  static void copy(String resource, Path target) {
    try (InputStream in = open(resource)) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SluiceException("Cannot write " + target + ": " + e, e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Configuration.class.getResourceAsStream("/infra/" + resource);
    if (in == null) {
      throw new IllegalStateException("Cannot read infra/" + resource + ": not in this jar");
    }
    return in;
  }
}
