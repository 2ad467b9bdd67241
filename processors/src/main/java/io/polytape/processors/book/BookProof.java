package io.polytape.processors.book;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a token's book is the venue's, level by level, by the hash that the venue states with
 * each whole book and each change. See docs/decisions/0018.
 *
 * <p>The hash is SHA-1 over the venue's JSON of the book: market, token, time, all levels worst
 * first, and four terms that the socket does not bring in full: minimum order size, tick size,
 * whether the market is of negative risk, and the market's last trade. So these are found once, by
 * trying, from a whole book; afterwards only the last trade moves, and it lies on a grid of a
 * thousand prices. Trying them all costs a millisecond at most; that one of them fits a wrong book
 * by chance is out of the question.
 *
 * <p>Proves nothing, and says so, as long as no whole book's hash was found. Used by one thread.
 */
final class BookProof {
  /** The smallest orders that markets have. */
  private static final List<String> MIN_ORDER_SIZES = List.of("5", "15", "1", "10");

  private static final List<Boolean> NEG_RISK = List.of(false, true);

  /** The venue writes a last trade with so many decimals; with a finer tick perhaps with more. */
  private static final int TRADE_DECIMALS = 3;

  private static final int MOST_TRADE_DECIMALS = 4;

  /** A book whose terms were not found is not tried again sooner, for each try takes its time. */
  private static final long SEARCH_EVERY_MILLIS = 300_000;

  /** So many doubts in a row that the venue's own book did not bear out are no accident. */
  private static final int MOST_MISLED = 3;

  /** So long nothing is doubted then. */
  private static final long MISLED_MILLIS = 60_000;

  private static final int HASH_BYTES = 20;

  private static final byte[] ASKS = "],\"asks\":[".getBytes(StandardCharsets.UTF_8);

  /** What the hash is made of besides the levels. */
  private record Terms(String minOrderSize, boolean negRisk, String lastTrade) {
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

    Terms with(String otherTrade) {
      return new Terms(minOrderSize, negRisk, otherTrade);
    }
  }

  private final MessageDigest sha1 = sha1();
  private @Nullable Terms terms;
  private byte[] head = {};
  private String headMarket = "";
  private long searchedAt;
  private boolean isDoubting;
  private int misled;
  private long silentUntil;

  /**
   * What the venue says a book is at the end of one batch, and nobody has proved yet.
   *
   * @param time of the batch, milliseconds since 1970
   * @param heardAt when its frame came
   * @param handledAt when we came to it
   */
  record Claim(long time, String hash, long heardAt, long handledAt) {
    boolean isOf(long otherTime, String otherHash) {
      return time == otherTime && (otherHash.isEmpty() || hash.equals(otherHash));
    }
  }

  /** Whether it is known how the hash is made. */
  boolean isAble() {
    return terms != null;
  }

  /** Whether a book that does not fit its hash is wrong for certain. */
  boolean isSure(long nowMillis) {
    return isAble() && nowMillis >= silentUntil;
  }

  /** Takes a whole book from the venue, from which the terms can be found. */
  void learn(TokenState token, long time, String hash, long nowMillis) {
    if (terms != null && proves(token, time, hash)) {
      return;
    }
    byte[] wanted = parse(hash);
    if (wanted == null
        || time == 0
        || token.tickSize == null
        || nowMillis - searchedAt < SEARCH_EVERY_MILLIS) {
      return;
    }
    Terms before = terms;
    MessageDigest levels = levels(token, time);
    Terms found = null;
    if (before != null) {
      found = search(levels, token, before, wanted);
    }
    for (String size : MIN_ORDER_SIZES) {
      for (boolean negRisk : NEG_RISK) {
        if (found == null) {
          found = search(levels, token, new Terms(size, negRisk, ""), wanted);
        }
      }
    }
    terms = found;
    if (found == null) {
      searchedAt = nowMillis;
    }
  }

  /** Whether the book is the one of that hash, if its last trade is one that we know of. */
  boolean isAsClaimed(TokenState token, Claim claim) {
    return proves(token, claim.time(), claim.hash()) && isTrusted();
  }

  /** A change that fits shows that doubts have their reason in the books. */
  private boolean isTrusted() {
    misled = 0;
    silentUntil = 0;
    return true;
  }

  private boolean proves(TokenState token, long time, String hash) {
    Terms known = terms;
    byte[] wanted = parse(hash);
    if (known == null || wanted == null || token.tickSize == null) {
      return false;
    }
    MessageDigest levels = levels(token, time);
    if (fits(levels, known, token.tickSize, wanted)) {
      return true;
    }
    BigDecimal own = token.lastTradePrice;
    if (own != null) {
      int decimals = Math.max(own.scale(), TRADE_DECIMALS);
      Terms traded = known.with(own.setScale(decimals).toPlainString());
      if (!traded.equals(known) && fits(levels, traded, token.tickSize, wanted)) {
        terms = traded;
        return true;
      }
    }
    return false;
  }

  /** The same for certain: whatever the market's last trade may be. */
  boolean isAsClaimedByAny(TokenState token, Claim claim) {
    Terms known = terms;
    byte[] wanted = parse(claim.hash());
    if (known == null || wanted == null) {
      return false;
    }
    Terms found = search(levels(token, claim.time()), token, known, wanted);
    if (found == null) {
      return false;
    }
    terms = found;
    return isTrusted();
  }

  /** The book did not fit: the venue's own will show whether it was wrong. */
  void doubt() {
    isDoubting = true;
  }

  /**
   * Says what the venue's own book showed, if there was a doubt. After some in a row that were
   * unfounded, with no change that fitted between them, there is none for a time that grows.
   */
  void judge(boolean wasRight, long nowMillis) {
    if (isDoubting) {
      isDoubting = false;
      misled = wasRight ? misled + 1 : 0;
      int tooMany = misled - MOST_MISLED + 1;
      silentUntil = tooMany > 0 ? nowMillis + tooMany * MISLED_MILLIS : 0;
    }
  }

  /** Tries every last trade, those near the book's own price first. */
  private @Nullable Terms search(
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

  private static boolean fits(
      MessageDigest levels, Terms terms, BigDecimal tickSize, byte[] wanted) {
    try {
      var whole = (MessageDigest) levels.clone();
      return MessageDigest.isEqual(whole.digest(terms.bytes(tickSize)), wanted);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The digest up to the last level; for use before the next call. */
  private MessageDigest levels(TokenState token, long time) {
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
  private static byte @Nullable [] parse(String hash) {
    if (hash.length() != 2 * HASH_BYTES) {
      return null;
    }
    try {
      return HexFormat.of().parseHex(hash);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What is to be kept of this in the hot cache; empty when nothing is known. */
  String text() {
    Terms known = terms;
    return known == null
        ? ""
        : known.minOrderSize() + '|' + known.negRisk() + '|' + known.lastTrade();
  }

  void load(String text) {
    String[] parts = text.split("\\|", -1);
    terms =
        parts.length == 3 ? new Terms(parts[0], Boolean.parseBoolean(parts[1]), parts[2]) : null;
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
