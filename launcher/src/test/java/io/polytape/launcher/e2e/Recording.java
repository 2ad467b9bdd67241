package io.polytape.launcher.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Frames as a venue sends them, each with what must become of its events. */
record Recording(List<Frame> frames) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The tokens of the markets that Gamma lists from the start; two to a market, in order. */
  static final String TOKENS = "ABCDEF";

  /**
   * A frame.
   *
   * @param outcomes of each event in turn; of each level where the event changes levels
   * @param gap {@code reason TOKEN} that it opens; empty for none
   */
  record Frame(String text, List<String> outcomes, String gap) {
    /** Its events; none when it cannot be read. */
    List<JsonNode> events() {
      try {
        JsonNode tree = JSON.readTree(text);
        var events = new ArrayList<JsonNode>();
        (tree.isArray() ? tree : List.of(tree)).forEach(events::add);
        return events;
      } catch (JsonProcessingException e) {
        return List.of();
      }
    }
  }

  static Recording read() {
    var frames = new ArrayList<Frame>();
    String outcomes = null;
    for (String line : text().lines().toList()) {
      if (line.startsWith("=")) {
        outcomes = line.substring(1).strip();
      } else if (outcomes != null) {
        String[] parts = outcomes.split(" \\+ gap ", -1);
        List<String> each = parts[0].isEmpty() ? List.of() : List.of(parts[0].split(", ", -1));
        frames.add(new Frame(ids(line), each, parts.length > 1 ? ids(parts[1]) : ""));
        outcomes = null;
      }
    }
    return new Recording(List.copyOf(frames));
  }

  private static String text() {
    try (InputStream in = Recording.class.getResourceAsStream("recording.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String ids(String text) {
    String with = text;
    for (char letter = 'A'; letter <= 'H'; letter++) {
      with = with.replace("TOKEN-" + letter, token(letter));
    }
    for (int n = 1; n <= 4; n++) {
      with = with.replace("MARKET-" + n, condition(n));
    }
    return with;
  }

  static String token(char letter) {
    return "7132104567925221259462638553270691275033272857194253228963137931245558399"
        + (int) letter;
  }

  static String condition(int market) {
    return "0x" + Integer.toString(market).repeat(64);
  }
}
