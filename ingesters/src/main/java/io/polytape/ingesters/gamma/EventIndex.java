package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Tags and category of the venue events, for market listings that nest events without them. */
final class EventIndex {
  /** The venue has fewer; beyond it the oldest are forgotten and their markets go without tags. */
  private static final int MOST_EVENTS = 500_000;

  private record Known(String category, List<String> tags) {}

  private final Map<String, Known> events =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST_EVENTS;
        }
      };
  private final Map<List<String>, List<String>> shared = new LinkedHashMap<>();

  /** Learns from rows of the events' listing. */
  void learn(List<JsonNode> rows) {
    for (JsonNode row : rows) {
      String id = GammaText.text(row, "id");
      if (!id.isEmpty()) {
        List<String> tags = shared.computeIfAbsent(tags(row), labels -> labels);
        events.put(id, new Known(GammaText.text(row, "category"), tags));
      }
    }
    if (shared.size() > MOST_EVENTS) {
      shared.clear();
    }
  }

  /** The event that a market row belongs to. */
  VenueEvent of(JsonNode market) {
    JsonNode nested = market.path("events").path(0);
    String id = GammaText.text(nested, "id");
    Known known = events.get(id);
    List<String> tags = tags(market);
    if (tags.isEmpty()) {
      tags = tags(nested);
    }
    String category = GammaText.text(nested, "category");
    if (known != null) {
      tags = tags.isEmpty() ? known.tags() : tags;
      category = category.isEmpty() ? known.category() : category;
    }
    return new VenueEvent(
        id, GammaText.text(nested, "slug"), GammaText.text(nested, "title"), category, tags);
  }

  private static List<String> tags(JsonNode row) {
    var labels = new LinkedHashSet<String>();
    for (JsonNode tag : row.path("tags")) {
      String label = tag.isTextual() ? tag.textValue() : GammaText.text(tag, "label");
      if (!label.isEmpty()) {
        labels.add(label);
      }
    }
    return List.copyOf(new ArrayList<>(labels));
  }
}
