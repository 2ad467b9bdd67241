package io.polytape.ingesters.gamma;

import java.util.List;

/**
 * What a market takes over from the venue event it belongs to.
 *
 * @param tags labels, without repeats
 */
record VenueEvent(String id, String slug, String title, String category, List<String> tags) {
  static final VenueEvent NONE = new VenueEvent("", "", "", "", List.of());

  VenueEvent {
    tags = List.copyOf(tags);
  }
}
