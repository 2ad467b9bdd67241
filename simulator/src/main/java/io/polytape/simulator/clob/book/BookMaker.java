package io.polytape.simulator.clob.book;

import io.polytape.simulator.world.Rng;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Invents what happens to a book next. What it proposes keeps the book uncrossed, on its tick and
 * with positive sizes at every step.
 */
final class BookMaker {
  private static final int FEWEST = 2;
  private static final int MOST = 48;

  private final Rng rng;

  BookMaker(Rng rng) {
    this.rng = rng;
  }

  /** The levels of a new book around the market's first price. */
  List<Change> first(LiveMarket market) {
    int tick = market.tick();
    int middle = anchor(market);
    var levels = new ArrayList<Change>();
    int bid = middle - tick * rng.below(2);
    int ask = Math.max(bid + tick, middle + tick * (1 + rng.below(2)));
    for (int i = 0; i < 12 && bid >= tick; i++, bid -= tick * (1 + rng.below(3))) {
      levels.add(new Change(bid, true, size()));
    }
    for (int i = 0; i < 12 && ask <= Ladder.ONE - tick; i++, ask += tick * (1 + rng.below(3))) {
      levels.add(new Change(ask, false, size()));
    }
    return levels;
  }

  /** One batch of the engine: one level as a rule, now and then several. */
  List<Change> next(LiveMarket market) {
    double draw = rng.unit();
    if (draw < 0.2) {
      return List.of(move(market));
    }
    if (draw < 0.92) {
      return List.of(near(market, rng.chance(0.5)));
    }
    var batch = new ArrayList<Change>();
    boolean bid = rng.chance(0.5);
    for (int i = 2 + rng.below(3); i > 0; i--) {
      Change change = near(market, bid);
      if (batch.stream().noneMatch(other -> other.price() == change.price())) {
        batch.add(change);
      }
    }
    return batch;
  }

  /** A level somewhere near the best one of its side. */
  private Change near(LiveMarket market, boolean bid) {
    Ladder ladder = market.ladder();
    int tick = market.tick();
    int best = bid ? ladder.bestBid() : ladder.bestAsk();
    if (best == 0 || best == Ladder.ONE) {
      return revive(market, bid);
    }
    int steps = Math.min((int) (rng.exponential() * 4), 40);
    int price = Math.clamp(bid ? best - steps * tick : best + steps * tick, tick, top(tick));
    int count = bid ? ladder.bids() : ladder.asks();
    int before = ladder.size(price);
    boolean remove = before > 0 && count > FEWEST && (count > MOST || rng.chance(0.35));
    return new Change(price, bid, remove ? 0 : otherThan(before));
  }

  /**
   * A level behind the best one of either side and behind all that trades take; null where there is
   * no room.
   */
  @Nullable Change behind(LiveMarket market, List<Change> taken) {
    Ladder ladder = market.ladder();
    int tick = market.tick();
    boolean bid = rng.chance(0.5);
    int last = bid ? ladder.bestBid() : ladder.bestAsk();
    int left = bid ? ladder.bids() : ladder.asks();
    for (Change take : taken) {
      if (take.bid() == bid) {
        last = bid ? Math.min(last, take.price()) : Math.max(last, take.price());
        left--;
      }
    }
    int steps = 1 + Math.min((int) (rng.exponential() * 4), 40);
    int price = bid ? last - steps * tick : last + steps * tick;
    if (price < tick || price > top(tick)) {
      return null;
    }
    int before = ladder.size(price);
    boolean remove = before > 0 && left > FEWEST && rng.chance(0.35);
    return new Change(price, bid, remove ? 0 : otherThan(before));
  }

  /** The best price moves by a step: up or down, rather back towards where the market began. */
  private Change move(LiveMarket market) {
    Ladder ladder = market.ladder();
    int tick = market.tick();
    int bid = ladder.bestBid();
    int ask = ladder.bestAsk();
    double pull = (anchor(market) - (bid + ask) / 2.0) / 8_000;
    boolean up = rng.chance(Math.clamp(0.5 + pull, 0.1, 0.9));
    if (ask - bid > tick) {
      int price = up ? bid + tick : ask - tick;
      return price < tick || price > top(tick)
          ? near(market, up)
          : new Change(price, up, otherThan(0));
    }
    boolean enough = (up ? ladder.asks() : ladder.bids()) > FEWEST;
    return enough ? new Change(up ? ask : bid, !up, 0) : near(market, !up);
  }

  /** A first level on an empty side. */
  private Change revive(LiveMarket market, boolean bid) {
    Ladder ladder = market.ladder();
    int tick = market.tick();
    int price = bid ? ladder.bestAsk() - tick : ladder.bestBid() + tick;
    boolean room = price >= tick && price <= top(tick);
    return room ? new Change(price, bid, size()) : near(market, !bid);
  }

  /** New levels for a side that is empty. */
  List<Change> refill(LiveMarket market) {
    var levels = new ArrayList<Change>();
    if (market.ladder().bids() == 0 && market.ladder().asks() == 0) {
      return first(market);
    }
    for (boolean bid : new boolean[] {true, false}) {
      int best = bid ? market.ladder().bestBid() : market.ladder().bestAsk();
      if (best == 0 || best == Ladder.ONE) {
        levels.add(revive(market, bid));
      }
    }
    return levels;
  }

  /** What leaves the book when only prices on a coarser grid are left. */
  List<Change> offGrid(LiveMarket market, int tick) {
    var gone = new ArrayList<Change>();
    Ladder.Levels remove =
        (price, size) -> {
          if (price % tick != 0) {
            gone.add(new Change(price, market.ladder().isBid(price), 0));
          }
        };
    market.ladder().bids(remove);
    market.ladder().asks(remove);
    return gone;
  }

  private static int top(int tick) {
    return Ladder.ONE - tick;
  }

  private static int anchor(LiveMarket market) {
    int tick = market.tick();
    int first = market.spec().firstTick() * (Ladder.ONE / market.spec().ticks());
    return Math.max(2 * tick, Math.min(first - first % tick, Ladder.ONE - 2 * tick));
  }

  private int otherThan(int before) {
    int size = size();
    return size == before ? size + 1 : size;
  }

  /** Mostly some hundred tokens, seldom very many; whole ones more often than not. */
  private int size() {
    double drawn = rng.exponential();
    int hundredths = 500 + (int) Math.min(drawn * drawn * drawn * 40_000, 900_000_000);
    return rng.chance(0.6) ? hundredths / 100 * 100 : hundredths;
  }
}
