package io.polytape.simulator.world;

import java.util.List;

/** A label that the venue puts on events. */
public record Tag(int tagId, String label, String slug) {
  /** Every tag of the venue; the first of an event's tags is its category. */
  public static List<Tag> all() {
    return Catalogue.TAGS;
  }
}
