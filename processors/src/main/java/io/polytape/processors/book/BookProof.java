package io.polytape.processors.book;

import java.math.BigDecimal;
import java.security.MessageDigest;
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
  /** A book whose terms were not found is not tried again sooner, for each try takes its time. */
  private static final long SEARCH_EVERY_MILLIS = 300_000;

  /** So many doubts in a row that the venue's own book did not bear out are no accident. */
  private static final int MOST_MISLED = 3;

  /** So long nothing is doubted then. */
  private static final long MISLED_MILLIS = 60_000;

  private final BookHash hasher = new BookHash();
  private BookHash.@Nullable Terms terms;
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
    byte[] wanted = BookHash.parse(hash);
    if (wanted == null
        || time == 0
        || token.tickSize == null
        || nowMillis - searchedAt < SEARCH_EVERY_MILLIS) {
      return;
    }
    BookHash.Terms found = hasher.find(token, time, terms, wanted);
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
    BookHash.Terms known = terms;
    byte[] wanted = BookHash.parse(hash);
    if (known == null || wanted == null || token.tickSize == null) {
      return false;
    }
    MessageDigest levels = hasher.levels(token, time);
    if (BookHash.fits(levels, known, token.tickSize, wanted)) {
      return true;
    }
    BigDecimal own = token.lastTradePrice;
    if (own != null) {
      BookHash.Terms traded = known.traded(own);
      if (!traded.equals(known) && BookHash.fits(levels, traded, token.tickSize, wanted)) {
        terms = traded;
        return true;
      }
    }
    return false;
  }

  /** The same for certain: whatever the market's last trade may be. */
  boolean isAsClaimedByAny(TokenState token, Claim claim) {
    BookHash.Terms known = terms;
    byte[] wanted = BookHash.parse(claim.hash());
    if (known == null || wanted == null) {
      return false;
    }
    BookHash.Terms found =
        BookHash.search(hasher.levels(token, claim.time()), token, known, wanted);
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

  /** What is to be kept of this in the hot cache; empty when nothing is known. */
  String text() {
    BookHash.Terms known = terms;
    return known == null
        ? ""
        : known.minOrderSize() + '|' + known.negRisk() + '|' + known.lastTrade();
  }

  void load(String text) {
    String[] parts = text.split("\\|", -1);
    terms =
        parts.length == 3
            ? new BookHash.Terms(parts[0], Boolean.parseBoolean(parts[1]), parts[2])
            : null;
  }
}
