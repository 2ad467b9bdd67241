package io.polytape.common.live;

import io.polytape.common.stream.Streams;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Which of the streams {@code stream:market_events:0} to {@code :7} holds a token's events. The
 * number is part of the format: with another one, a token's events would change streams and lose
 * their order.
 */
public final class Partitions {
  public static final int COUNT = Streams.MARKET_EVENTS.size();

  private Partitions() {}

  /** From 0 to {@link #COUNT} - 1; the same for a token for ever. */
  public static int of(String tokenId) {
    var crc = new CRC32();
    crc.update(tokenId.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % COUNT);
  }

  /** The stream of a partition. */
  public static Streams stream(int partition) {
    return Streams.MARKET_EVENTS.get(partition);
  }
}
