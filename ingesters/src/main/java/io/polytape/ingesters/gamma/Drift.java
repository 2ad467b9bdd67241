package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.worker.Heartbeat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices fields of markets that we have never seen: each is logged once, all are counted. */
final class Drift {
  private static final Logger log = LoggerFactory.getLogger(Drift.class);
  private static final int MOST_FIELDS = 1_000;

  private final Set<String> known = load();
  private final Set<String> unknown = new HashSet<>();
  private final Heartbeat heartbeat;

  Drift(Heartbeat heartbeat) {
    this.heartbeat = heartbeat;
  }

  void look(JsonNode row) {
    for (var field : row.properties()) {
      String name = field.getKey();
      if (!known.contains(name) && unknown.size() < MOST_FIELDS && unknown.add(name)) {
        heartbeat.figure("unknown_fields", Integer.toString(unknown.size()));
        log.atWarn()
            .addKeyValue("field", name.length() > 80 ? name.substring(0, 80) : name)
            .log("the venue sends a field that is not known; its value is not kept");
      }
    }
  }

  int unknownFields() {
    return unknown.size();
  }

  private static Set<String> load() {
    var resource = Drift.class.getResourceAsStream("market-fields.txt");
    try (var lines =
        new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(resource), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
