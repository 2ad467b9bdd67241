package io.polytape.ingesters.clob;

import java.util.Collection;

/** What the venue understands on the market channel. There is no answer to any of it. */
final class Commands {
  private Commands() {}

  /** The first frame after opening. */
  static String first(Collection<String> tokens) {
    return "{\"type\":\"market\",\"custom_feature_enabled\":true,\"initial_dump\":true,"
        + assets(tokens);
  }

  static String subscribe(Collection<String> tokens) {
    return "{\"operation\":\"subscribe\",\"custom_feature_enabled\":true," + assets(tokens);
  }

  static String unsubscribe(Collection<String> tokens) {
    return "{\"operation\":\"unsubscribe\"," + assets(tokens);
  }

  /** Token ids are digits: nothing to escape. */
  private static String assets(Collection<String> tokens) {
    return "\"assets_ids\":[\"" + String.join("\",\"", tokens) + "\"]}";
  }
}
