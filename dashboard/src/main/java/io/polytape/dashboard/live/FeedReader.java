package io.polytape.dashboard.live;

import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntryBinary;

/** Reads the streams of live events without a group, so that it takes nothing from anybody. */
final class FeedReader {
  private static final Script ENDS = Script.beside(FeedReader.class, "ends.lua");

  private static final int REMEMBERED_AT_ONCE = 1_000;

  private final Redis redis;
  private final Recent recent;

  /** Where a stream begins and ends; {@code first} is 0-0 when it is empty. */
  record Ends(StreamEntryID first, StreamEntryID last) {}

  /**
   * What one reading brought.
   *
   * @param full the streams that may hold more
   */
  record Batch(List<LiveEvent> events, Position position, Set<EventType> full) {}

  FeedReader(Redis redis, Recent recent) {
    this.redis = redis;
    this.recent = recent;
  }

  Map<EventType, Ends> ends() throws TransientException {
    List<byte[]> keys =
        EventType.ALL.stream().map(type -> Script.bytes(type.stream().key())).toList();
    var reply = (List<?>) ENDS.run(redis, "feed", keys, List.of());
    var ends = new EnumMap<EventType, Ends>(EventType.class);
    for (EventType type : EventType.ALL) {
      var pair = (List<?>) reply.get(ends.size());
      String first = Script.text(pair.get(0));
      ends.put(
          type,
          new Ends(
              new StreamEntryID(first.isEmpty() ? "0-0" : first),
              new StreamEntryID(Script.text(pair.get(1)))));
    }
    return ends;
  }

  /** Reads on from a position; waits a little when there is nothing. */
  Batch next(Collection<EventType> types, Position from, int most, int waitMillis)
      throws TransientException {
    var streams = new LinkedHashMap<byte[], StreamEntryID>();
    types.forEach(type -> streams.put(Script.bytes(type.stream().key()), from.of(type)));
    var params = XReadParams.xReadParams().count(most).block(waitMillis);
    var reply = redis.run("feed", client -> client.xreadBinary(params, streams));
    var events = new ArrayList<LiveEvent>();
    Position position = from;
    var full = EnumSet.noneOf(EventType.class);
    for (var each : reply == null ? List.<Map.Entry<byte[], List<StreamEntryBinary>>>of() : reply) {
      EventType type = type(Script.text(each.getKey()));
      if (each.getValue().size() >= most) {
        full.add(type);
      }
      for (StreamEntryBinary raw : each.getValue()) {
        position = position.with(type, raw.getID());
        read(type, Entry.of(raw), position, events);
      }
    }
    return new Batch(events, position, full);
  }

  /** The entries after one id up to another. */
  Batch range(EventType type, Position from, StreamEntryID upTo, int most)
      throws TransientException {
    List<Object> reply =
        redis.run(
            "feed",
            client ->
                client.xrange(
                    Script.bytes(type.stream().key()),
                    Script.bytes(after(from.of(type))),
                    Script.bytes(upTo.toString()),
                    most));
    var events = new ArrayList<LiveEvent>();
    Position position = from;
    List<Entry> entries = Entry.decode(reply);
    for (Entry entry : entries) {
      position = position.with(type, new StreamEntryID(entry.id()));
      read(type, entry, position, events);
    }
    return new Batch(events, position, entries.size() < most ? Set.of() : Set.of(type));
  }

  /** Reads what a stream holds up to an id, for {@link Recent} alone. */
  void remember(EventType type, StreamEntryID upTo) throws TransientException {
    Batch batch = range(type, Position.START, upTo, REMEMBERED_AT_ONCE);
    while (!batch.full().isEmpty()) {
      batch = range(type, batch.position(), upTo, REMEMBERED_AT_ONCE);
    }
  }

  /** The id that follows another: servers before 6.2 know no exclusive bounds. */
  private static String after(StreamEntryID id) {
    return new StreamEntryID(id.getTime(), id.getSequence() + 1).toString();
  }

  private void read(EventType type, Entry entry, Position position, List<LiveEvent> events) {
    try {
      var fault = entry.shapeFault();
      if (fault.isPresent()) {
        throw new UndecodableException(fault.get());
      }
      events.add(decode(type, entry, position));
    } catch (UndecodableException e) {
      // The writer puts it among the dead letters; here it is only counted.
      recent.countUnreadable();
    }
  }

  private LiveEvent decode(EventType type, Entry entry, Position position)
      throws UndecodableException {
    byte[] payload = entry.payload();
    StreamEntryID id = position.of(type);
    return switch (type) {
      case QUOTE -> {
        var quote = LiveRowCodec.decodeQuote(payload);
        yield event(
            type,
            quote.tokenId(),
            quote.conditionId(),
            id,
            position,
            LiveJson.of(entry.id(), quote));
      }
      case BOOK -> {
        var book = LiveRowCodec.decodeBook(payload);
        yield event(
            type,
            book.quote().tokenId(),
            book.quote().conditionId(),
            id,
            position,
            LiveJson.of(entry.id(), book));
      }
      case TRADE -> {
        var trade = LiveRowCodec.decodeTrade(payload);
        yield event(
            type,
            trade.tokenId(),
            trade.conditionId(),
            id,
            position,
            LiveJson.of(entry.id(), trade));
      }
      case GAP -> {
        var gap = LiveRowCodec.decodeGap(payload);
        recent.take(gap);
        yield event(
            type, gap.tokenId(), gap.conditionId(), id, position, LiveJson.of(entry.id(), gap));
      }
      case ALERT -> {
        var alert = LiveRowCodec.decodeAlert(payload);
        recent.take(alert);
        yield event(
            type,
            alert.tokenId(),
            alert.conditionId(),
            id,
            position,
            LiveJson.of(entry.id(), alert));
      }
    };
  }

  private static LiveEvent event(
      EventType type,
      String tokenId,
      String conditionId,
      StreamEntryID id,
      Position position,
      byte[] json) {
    return new LiveEvent(type, tokenId, conditionId, id, position, json);
  }

  private static EventType type(String key) {
    for (EventType type : EventType.ALL) {
      if (type.stream().key().equals(key)) {
        return type;
      }
    }
    throw new IllegalStateException("Redis answered for a stream that was not asked for: " + key);
  }
}
