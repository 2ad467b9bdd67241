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

  /**
   * A change as the venue tells it.
   *
   * @param time epoch milliseconds that the frame which tells it states: of a change in the batch
   *     of trades a little later than the book's
   * @param version the book's after the batch
   * @param isTold whether a {@code price_change} tells it; otherwise a whole book alone
   */
  public record Logged(long time, long version, Change change, boolean isTold) {}

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
   * Applies what the engine did in one go, each change told by a {@code price_change}.
   *
   * @param now epoch milliseconds; the book's time never goes back
   * @return whether the best bid or ask is another one now
   */
  boolean apply(List<Change> batch, long now) {
    int bid = ladder.bestBid();
    int ask = ladder.bestAsk();
    begin(now);
    set(batch, changedAt, true);
    return bid != ladder.bestBid() || ask != ladder.bestAsk();
  }

  /**
   * Applies what trades came with, in one go. The time at which some of it is told again is not the
   * book's.
   *
   * @return whether the best bid or ask is another one now
   */
  boolean apply(TradeEffect effect, long now) {
    int bid = ladder.bestBid();
    int ask = ladder.bestAsk();
    begin(now);
    // In this order: a rest of the taker's order is where the level was that it took.
    set(effect.taken(), changedAt, false);
    set(effect.told(), effect.toldAt(), true);
    return bid != ladder.bestBid() || ask != ladder.bestAsk();
  }

  /** Applies in one go what nothing but whole books tell. */
  void applyUntold(List<Change> batch, long now) {
    begin(now);
    set(batch, changedAt, false);
  }

  private void begin(long now) {
    changedAt = Math.max(changedAt, now);
    version++;
  }

  private void set(List<Change> changes, long time, boolean told) {
    for (Change change : changes) {
      ladder.set(change);
      log.addLast(new Logged(time, version, change, told));
      if (log.size() > MOST_LOGGED) {
        log.removeFirst();
      }
    }
  }

  void regrid(int other, long now) {
    tick = other;
    begin(now);
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
