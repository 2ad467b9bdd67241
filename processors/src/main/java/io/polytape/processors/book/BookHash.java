package io.polytape.processors.book;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The venue's hash of a whole book, as {@link BookProof} describes it. Used by one thread. */
final class BookHash {
  /** The smallest orders that markets have. */
  private static final List<String> MIN_ORDER_SIZES = List.of("5", "15", "1", "10");

  private static final List<Boolean> NEG_RISK = List.of(false, true);

  /** The venue writes a last trade with so many decimals; with a finer tick perhaps with more. */
  private static final int TRADE_DECIMALS = 3;

  private static final int MOST_TRADE_DECIMALS = 4;

  private static final int HASH_BYTES = 20;

  private static final byte[] ASKS = "],\"asks\":[".getBytes(StandardCharsets.UTF_8);

  private final MessageDigest sha1 = sha1();
  private byte[] head = {};
  private String headMarket = "";

  /** What the hash is made of besides the levels. */
  record Terms(String minOrderSize, boolean negRisk, String lastTrade) {
    byte[] bytes(BigDecimal tickSize) {
      return ("],\"min_order_size\":\""
              + minOrderSize
              + "\",\"tick_size\":\""
              + tickSize.toPlainString()
              + "\",\"neg_risk\":"
              + negRisk
              + ",\"last_trade_price\":\""
              + lastTrade
              + "\"}")
          .getBytes(StandardCharsets.UTF_8);
    }

    /** With another last trade, written as the venue writes it. */
    Terms traded(BigDecimal price) {
      return with(price.setScale(Math.max(price.scale(), TRADE_DECIMALS)).toPlainString());
    }

    private Terms with(String otherTrade) {
      return new Terms(minOrderSize, negRisk, otherTrade);
    }
  }

  /** Finds the terms of a whole book by trying; null when none fit. */
  @Nullable Terms find(TokenState token, long time, @Nullable Terms before, byte[] wanted) {
    MessageDigest levels = levels(token, time);
    Terms found = before == null ? null : search(levels, token, before, wanted);
    for (String size : MIN_ORDER_SIZES) {
      for (boolean negRisk : NEG_RISK) {
        if (found == null) {
          found = search(levels, token, new Terms(size, negRisk, ""), wanted);
        }
      }
    }
    return found;
  }

  /** Tries every last trade, those near the book's own price first. */
  static @Nullable Terms search(
      MessageDigest levels, TokenState token, Terms others, byte[] wanted) {
    BigDecimal tickSize = token.tickSize;
    if (tickSize == null) {
      return null;
    }
    if (fits(levels, others.with(""), tickSize, wanted)) {
      return others.with("");
    }
    int most = Math.clamp(tickSize.scale(), TRADE_DECIMALS, MOST_TRADE_DECIMALS);
    for (int decimals = TRADE_DECIMALS; decimals <= most; decimals++) {
      Terms found = search(levels, token, others, tickSize, decimals, wanted);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Terms search(
      MessageDigest levels,
      TokenState token,
      Terms others,
      BigDecimal tickSize,
      int decimals,
      byte[] wanted) {
    int one = BigDecimal.ONE.movePointRight(decimals).intValue();
    int near = near(token, others, decimals);
    for (int away = 0; away <= one; away++) {
      for (int price : new int[] {near + away, near - away}) {
        if (price >= 0 && price <= one) {
          Terms tried = others.with(BigDecimal.valueOf(price, decimals).toPlainString());
          Terms mirrored = others.with(BigDecimal.valueOf(one - price, decimals).toPlainString());
          if (fits(levels, tried, tickSize, wanted)) {
            return tried;
          }
          if (fits(levels, mirrored, tickSize, wanted)) {
            return mirrored;
          }
        }
      }
    }
    return null;
  }

  private static int near(TokenState token, Terms others, int decimals) {
    BigDecimal mid = token.mid();
    BigDecimal near =
        mid != null
            ? mid
            : others.lastTrade().isEmpty() ? BigDecimal.ZERO : new BigDecimal(others.lastTrade());
    return near.movePointRight(decimals).intValue();
  }

  /** Whether the levels and the terms together make a hash. */
  static boolean fits(MessageDigest levels, Terms terms, BigDecimal tickSize, byte[] wanted) {
    try {
      var whole = (MessageDigest) levels.clone();
      return MessageDigest.isEqual(whole.digest(terms.bytes(tickSize)), wanted);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The digest up to the last level; for use before the next call. */
  MessageDigest levels(TokenState token, long time) {
    if (!headMarket.equals(token.conditionId)) {
      headMarket = token.conditionId;
      head =
          ("{\"market\":\""
                  + token.conditionId
                  + "\",\"asset_id\":\""
                  + token.tokenId
                  + "\",\"timestamp\":\"")
              .getBytes(StandardCharsets.UTF_8);
    }
    sha1.reset();
    sha1.update(head);
    sha1.update((time + "\",\"hash\":\"\",\"bids\":[").getBytes(StandardCharsets.UTF_8));
    token.bids.digest(sha1);
    sha1.update(ASKS);
    token.asks.digest(sha1);
    return sha1;
  }

  /** The bytes of a hash; null when it is none. */
  static byte @Nullable [] parse(String hash) {
    if (hash.length() != 2 * HASH_BYTES) {
      return null;
    }
    try {
      return HexFormat.of().parseHex(hash);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
