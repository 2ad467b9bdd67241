package io.polytape.dashboard.live;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import redis.clients.jedis.StreamEntryID;

/**
 * How far every stream of live events was read: for each {@link EventType} the id of its last
 * entry. As text, in the order of the types and separated by commas, it is the id of an event.
 */
public final class Position {
  static final Position START = new Position(new EnumMap<>(EventType.class));

  private static final Pattern ID = Pattern.compile("\\d{1,18}-\\d{1,18}");
  private static final StreamEntryID FIRST = new StreamEntryID(0, 0);
  private static final int LONGEST = 250;

  private final Map<EventType, StreamEntryID> ids;

  private Position(Map<EventType, StreamEntryID> ids) {
    this.ids = ids;
  }

  StreamEntryID of(EventType type) {
    return Objects.requireNonNullElse(ids.get(type), FIRST);
  }

  Position with(EventType type, StreamEntryID id) {
    var copy = new EnumMap<EventType, StreamEntryID>(EventType.class);
    copy.putAll(ids);
    copy.put(type, id);
    return new Position(copy);
  }

  /** The text as {@code Last-Event-ID} brings it back; empty when it is none of ours. */
  public static Optional<Position> parse(String text) {
    String[] parts = text.length() > LONGEST ? new String[0] : text.split(",", -1);
    if (parts.length != EventType.ALL.size()
        || !Arrays.stream(parts).allMatch(part -> ID.matcher(part).matches())) {
      return Optional.empty();
    }
    var ids = new EnumMap<EventType, StreamEntryID>(EventType.class);
    for (EventType type : EventType.ALL) {
      ids.put(type, new StreamEntryID(parts[ids.size()]));
    }
    return Optional.of(new Position(ids));
  }

  public String text() {
    return EventType.ALL.stream().map(type -> of(type).toString()).collect(Collectors.joining(","));
  }
}
