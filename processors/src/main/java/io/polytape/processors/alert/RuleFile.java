package io.polytape.processors.alert;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polytape.common.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads the rules: {@code {"rules": [{"name": ..., "kind": ..., "threshold": ...}]}}. */
final class RuleFile {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_RULES = 100;
  private static final String SHIPPED = "default-alerts.json";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RuleFile() {}

  /**
   * The rules of a file, or the shipped ones.
   *
   * @throws ConfigException with every fault of the file
   */
  static List<AlertRule> read(Optional<Path> file) throws ConfigException {
    return parse(file.map(RuleFile::name).orElse(SHIPPED), text(file));
  }

  /** The text of a file of rules, or of the shipped ones. */
  static String text(Optional<Path> file) throws ConfigException {
    return file.isEmpty() ? shipped() : text(file.get());
  }

  private static String shipped() {
    try (InputStream in = RuleFile.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException("no " + SHIPPED + " beside " + RuleFile.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the text of a file called {@code name}. */
  static List<AlertRule> parse(String name, String text) throws ConfigException {
    JsonNode root = tree(name, text);
    JsonNode list = root.path("rules");
    if (!root.isObject() || root.size() != 1 || !list.isArray()) {
      throw new ConfigException(name + ": expected one object with a list \"rules\"");
    }
    if (list.size() > MOST_RULES) {
      throw new ConfigException(
          name + ": expected at most " + MOST_RULES + " rules, was " + list.size());
    }
    var faults = new ArrayList<String>();
    var names = new HashSet<String>();
    var rules = new ArrayList<AlertRule>();
    for (int i = 0; i < list.size(); i++) {
      var reader = new RuleReader(name + ": rule " + (i + 1), list.get(i), faults);
      reader
          .read()
          .ifPresent(
              rule -> {
                if (!names.add(rule.name())) {
                  faults.add(name + ": expected each name once, was '" + rule.name() + "' again");
                }
                rules.add(rule);
              });
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return rules;
  }

  private static JsonNode tree(String name, String text) throws ConfigException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw new ConfigException(name + ": not JSON" + where + ": " + e.getOriginalMessage());
    }
  }

  private static String name(Path file) {
    return "ALERT_RULES " + file;
  }

  private static String text(Path file) throws ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new ConfigException(name(file) + ": expected at most 1 MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(name(file) + " cannot be read: " + e.getMessage());
    }
  }
}
