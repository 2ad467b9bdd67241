package io.polytape.simulator.world;

import java.util.List;

/**
 * A group of markets under one title.
 *
 * @param markets indexes of its markets, ascending and without gaps
 */
public record VenueEvent(
    int index,
    String eventId,
    String title,
    String slug,
    List<Tag> tags,
    boolean negRisk,
    List<Integer> markets,
    long createdAt,
    long endAt) {

  public VenueEvent {
    tags = List.copyOf(tags);
    markets = List.copyOf(markets);
  }
}
