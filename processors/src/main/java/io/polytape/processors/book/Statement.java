package io.polytape.processors.book;

import io.polytape.common.live.Level;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the venue said the best prices are, for the end of one batch of its engine. A batch comes as
 * several frames of one time and one hash, and each of them states the best prices of its end: so a
 * book may disagree until the last of them.
 *
 * @param time of the batch, milliseconds since 1970
 * @param hash of the book at its end; empty when not said
 * @param bid null when the side is empty
 * @param ask likewise
 * @param heardAt when its frame came, milliseconds since 1970
 * @param handledAt when we came to it
 */
record Statement(
    long time,
    String hash,
    @Nullable BigDecimal bid,
    @Nullable BigDecimal ask,
    long heardAt,
    long handledAt) {

  /** A statement, or null when it states nothing: an empty side is written in several ways. */
  static @Nullable Statement of(
      long time,
      String hash,
      @Nullable BigDecimal bid,
      @Nullable BigDecimal ask,
      long heardAt,
      long handledAt) {
    BigDecimal cleanBid = orNull(bid);
    BigDecimal cleanAsk = orNull(ask);
    return cleanBid == null && cleanAsk == null
        ? null
        : new Statement(time, hash, cleanBid, cleanAsk, heardAt, handledAt);
  }

  private static @Nullable BigDecimal orNull(@Nullable BigDecimal price) {
    return price == null || price.signum() <= 0 || price.compareTo(BigDecimal.ONE) >= 0
        ? null
        : price;
  }

  /** Whether a frame belongs to the same batch. */
  boolean isSameBatch(long otherTime, String otherHash) {
    return time == otherTime && (hash.isEmpty() || otherHash.isEmpty() || hash.equals(otherHash));
  }

  /** Both prices, for messages. */
  String prices() {
    return text(bid) + " / " + text(ask);
  }

  private static String text(@Nullable BigDecimal price) {
    return price == null ? "none" : price.toPlainString();
  }

  boolean agrees(@Nullable Level bestBid, @Nullable Level bestAsk) {
    return same(bid, bestBid) && same(ask, bestAsk);
  }

  private static boolean same(@Nullable BigDecimal stated, @Nullable Level best) {
    return stated == null ? best == null : best != null && stated.compareTo(best.price()) == 0;
  }
}
