package io.polytape.simulator.gamma;

import io.polytape.simulator.world.VenueEvent;
import java.util.Set;
import java.util.stream.Collectors;

/** The tags of an event as filters name them. */
final class EventTags {
  private EventTags() {}

  static Set<String> ids(VenueEvent event) {
    return event.tags().stream()
        .map(tag -> Integer.toString(tag.tagId()))
        .collect(Collectors.toSet());
  }

  static Set<String> slugs(VenueEvent event) {
    return event.tags().stream().map(tag -> tag.slug()).collect(Collectors.toSet());
  }
}
