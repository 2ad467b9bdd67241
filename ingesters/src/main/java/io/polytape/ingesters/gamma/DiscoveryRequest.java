package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An element of {@code discovery:requests}.
 *
 * @param isTrigger whether everything is to be looked at again
 * @param slug of the market to look up; empty when it names none
 * @param isListed whether the venue has just listed it, rather than somebody asked for it
 */
record DiscoveryRequest(boolean isTrigger, String slug, boolean isListed) {
  private static final int LONGEST = 300;

  static DiscoveryRequest parse(String json) {
    try {
      JsonNode tree = GammaText.tree(json.getBytes(StandardCharsets.UTF_8));
      String slug = GammaText.text(tree, "slug");
      boolean isSlug = GammaText.text(tree, "kind").equals("slug") && slug.length() <= LONGEST;
      return new DiscoveryRequest(
          GammaText.text(tree, "kind").equals("trigger"),
          isSlug ? slug : "",
          GammaText.text(tree, "origin").equals("new_market"));
    } catch (IOException e) {
      return new DiscoveryRequest(false, "", false);
    }
  }
}
