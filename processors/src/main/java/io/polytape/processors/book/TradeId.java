package io.polytape.processors.book;

import io.polytape.common.live.Level;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What makes a live trade one trade, as 128 bits in hex; the same whoever tells of the trade. */
final class TradeId {
  private static final int BYTES = 16;

  /** The chain's precision; the Data API's numbers may carry the dust of doubles after it. */
  private static final int DECIMALS = 6;

  private TradeId() {}

  static String of(
      String transaction,
      String tokenId,
      @Nullable Side side,
      BigDecimal price,
      @Nullable BigDecimal size,
      int occurrence) {
    String text =
        transaction.toLowerCase(Locale.ROOT)
            + '|'
            + tokenId
            + '|'
            + (side == null ? "" : side.name())
            + '|'
            + text(price)
            + '|'
            + (size == null ? "" : text(size))
            + '|'
            + occurrence;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What says that the size of a trade with that id, which has none, was found. */
  static String sized(String id) {
    return "sized:" + id;
  }

  /** As it is compared: rounded to the chain's precision, without needless zeros. */
  static String text(BigDecimal number) {
    return new Level(number.setScale(DECIMALS, RoundingMode.HALF_UP), BigDecimal.ZERO)
        .price()
        .toPlainString();
  }
}
