package io.polytape.simulator.clob.book;

import io.polytape.simulator.world.MarketSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One open market with the book that its two tokens share: a bid at p on one is an ask at 1 - p on
 * the other. Guarded by the venue's lock.
 */
public final class LiveMarket {
  /** Changes that the log keeps; older ones are forgotten. */
  private static final int MOST_LOGGED = 256;

  private final MarketSpec spec;
  private final Ladder ladder = new Ladder();
  private final BookHash hash = new BookHash();
  private final Deque<Logged> log = new ArrayDeque<>();
  private int tick;
  private int lastTrade;
  private long changedAt;
  private long version;
  private boolean trading = true;

  /** A change with the time it was made, in epoch milliseconds, and the book's version after it. */
  public record Logged(long time, long version, Change change) {}

  LiveMarket(MarketSpec spec, long now) {
    this.spec = spec;
    this.tick = Ladder.ONE / spec.ticks();
    this.changedAt = now;
  }

  public MarketSpec spec() {
    return spec;
  }

  public String token(int outcome) {
    return spec.tokenIds().get(outcome);
  }

  /** 0 or 1. */
  public int outcome(String token) {
    return spec.tokenIds().indexOf(token);
  }

  Ladder ladder() {
    return ladder;
  }

  /**
   * Applies what the engine did in one go.
   *
   * @param now epoch milliseconds; the book's time never goes back
   */
  void apply(List<Change> batch, long now) {
    changedAt = Math.max(changedAt, now);
    version++;
    for (Change change : batch) {
      ladder.set(change);
      log.addLast(new Logged(changedAt, version, change));
      if (log.size() > MOST_LOGGED) {
        log.removeFirst();
      }
    }
  }

  void regrid(int other, long now) {
    tick = other;
    changedAt = Math.max(changedAt, now);
    version++;
  }

  void traded(int price) {
    lastTrade = price;
  }

  void end() {
    trading = false;
  }

  boolean trading() {
    return trading;
  }

  /** The newest changes, oldest first. */
  public List<Logged> log() {
    return List.copyOf(log);
  }

  /** Smallest step of the price, in thousandths. */
  public int tick() {
    return tick;
  }

  /**
   * Price of the market's last trade in thousandths, whichever token it was; 0 before the first.
   */
  public int lastTrade() {
    return lastTrade;
  }

  /** Epoch milliseconds of the last change. */
  public long changedAt() {
    return changedAt;
  }

  /** How often the book changed. */
  public long version() {
    return version;
  }

  /** The highest bid on an outcome in thousandths; 0 without one. */
  public int bestBid(int outcome) {
    return outcome == 0 ? ladder.bestBid() : Ladder.ONE - ladder.bestAsk();
  }

  /** The lowest ask on an outcome in thousandths; 1000 without one. */
  public int bestAsk(int outcome) {
    return outcome == 0 ? ladder.bestAsk() : Ladder.ONE - ladder.bestBid();
  }

  /** Levels of one side of an outcome's book, from worst to best. */
  public void levels(int outcome, boolean bids, Levels levels) {
    if (outcome == 0) {
      if (bids) {
        ladder.bids(levels::level);
      } else {
        ladder.asks(levels::level);
      }
    } else if (bids) {
      ladder.asks((price, size) -> levels.level(Ladder.ONE - price, size));
    } else {
      ladder.bids((price, size) -> levels.level(Ladder.ONE - price, size));
    }
  }

  /** Receives levels: price in thousandths, size in hundredths. */
  public interface Levels {
    void level(int price, int size);
  }

  /** The venue's hash of an outcome's book as it stands: 40 hex digits. */
  public String hash(int outcome) {
    return hash.of(this, outcome);
  }
}
