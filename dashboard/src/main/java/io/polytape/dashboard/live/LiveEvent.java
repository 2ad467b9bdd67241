package io.polytape.dashboard.live;

import redis.clients.jedis.StreamEntryID;

/**
 * An event as every viewer gets it.
 *
 * @param id the entry's in its stream
 * @param position how far everything was read with this event
 * @param json an object with {@code type} and {@code id}
 */
public record LiveEvent(
    EventType type,
    String tokenId,
    String conditionId,
    StreamEntryID id,
    Position position,
    byte[] json) {}
