package io.polytape.simulator.clob.book;

import io.polytape.simulator.world.MarketSpec;
import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.Mix;
import io.polytape.simulator.world.Rng;
import io.polytape.simulator.world.Stage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live side of the venue: a book for each open market with two outcomes, and trades.
 *
 * <p>Nothing runs by itself: {@link #make(int, int)} makes what is asked for. The n-th event is the
 * same for the same seed and the same markets; its time is the clock's. All methods may be called
 * by any thread.
 */
public final class LiveVenue {
  private final Supplier<List<MarketView>> listed;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock(true); // a busy generator lets others in
  private final Rng rng;
  private final BookMaker books;
  private final TradeMaker trades;
  private final Matches matches;
  private final Map<Integer, LiveMarket> markets = new LinkedHashMap<>();
  private final Map<String, LiveMarket> byToken = new HashMap<>();
  private final Weights weights = new Weights();
  private final List<Oddity> odd = new ArrayList<>();
  private Audience audience = Audience.NOBODY;
  private long refreshedAt = Long.MIN_VALUE;
  private boolean begun;

  /** A trade that is not as trades should be. */
  public enum Oddity {
    /** Told minutes after it happened. */
    STALE,
    /** More than a tenth away from the book. */
    DIVERGED
  }

  /**
   * @param listed the venue's markets as they stand
   * @param clock the source of all times in books and trades
   */
  public LiveVenue(long seed, Supplier<List<MarketView>> listed, InstantSource clock) {
    this.listed = listed;
    this.clock = clock;
    this.rng = new Rng(Mix.of(seed, 41));
    this.books = new BookMaker(rng);
    this.trades = new TradeMaker(rng, books);
    this.matches = new Matches(seed, clock.millis());
  }

  /** Something to do while nothing moves. */
  public interface Task<T extends @Nullable Object> {
    T run();
  }

  /** Does something between two events. */
  public <T extends @Nullable Object> T still(Task<T> task) {
    lock.lock();
    try {
      return task.run();
    } finally {
      lock.unlock();
    }
  }

  /** Who hears what happens from now on. */
  public void audience(Audience other) {
    still(() -> audience = other);
  }

  /**
   * Opens books for new markets, and closes those of the markets that have a result; once a second
   * of the clock at most.
   */
  public void refresh() {
    long now = clock.millis();
    if (still(() -> now / 1_000 == refreshedAt)) {
      return;
    }
    List<MarketView> views = listed.get();
    lock.lock();
    try {
      refreshedAt = now / 1_000;
      var open = new HashSet<Integer>();
      for (MarketView view : views) {
        MarketSpec spec = view.spec();
        Stage stage = view.stage();
        if (stage == Stage.RESOLVED || !spec.kind().tradable() || spec.tokenIds().size() != 2) {
          continue;
        }
        open.add(spec.index());
        LiveMarket market = markets.get(spec.index());
        if (market == null && stage == Stage.OPEN) {
          open(spec, now);
        } else if (market != null && stage != Stage.OPEN && market.trading()) {
          market.end();
          weights.stale();
        }
      }
      for (LiveMarket market : List.copyOf(markets.values())) {
        if (!open.contains(market.spec().index())) {
          close(market);
        }
      }
      begun = true;
    } finally {
      lock.unlock();
    }
  }

  private void open(MarketSpec spec, long now) {
    // What was there at the start did not all change in the same moment.
    var market = new LiveMarket(spec, begun ? now : now - rng.below(78_000));
    market.applyUntold(books.first(market), 0);
    markets.put(spec.index(), market);
    spec.tokenIds().forEach(token -> byToken.put(token, market));
    weights.stale();
    if (begun) {
      audience.listed(market);
    }
  }

  private void close(LiveMarket market) {
    market.end();
    markets.remove(market.spec().index());
    market.spec().tokenIds().forEach(byToken::remove);
    weights.stale();
    audience.resolved(market, !rng.chance(0.1)); // the venue does not always say so
  }

  /**
   * Makes at least that many changes of tokens' levels, and that many trades.
   *
   * @return how many changes were made, or what was asked for where there is no open market
   */
  public int make(int events, int trades) {
    lock.lock();
    try {
      int made = 0;
      while (made < events) {
        LiveMarket market = pick();
        if (market == null) {
          return events;
        }
        List<Change> batch = books.next(market);
        apply(market, batch);
        made += 2 * batch.size();
      }
      for (int deal = 0; deal < trades && !matches.full(); deal++) {
        LiveMarket market = pick();
        if (market != null) {
          trade(market);
        }
      }
      return made;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable LiveMarket pick() {
    return weights.pick(markets.values(), rng);
  }

  private void apply(LiveMarket market, List<Change> batch) {
    boolean moved = market.apply(batch, clock.millis());
    audience.changed(market, batch, moved);
    regridIfDue(market);
  }

  private void trade(LiveMarket market) {
    long now = Math.max(clock.millis(), market.changedAt());
    Oddity oddity = odd.isEmpty() ? null : odd.removeFirst();
    TradeMaker.Deal deal =
        oddity == Oddity.DIVERGED ? trades.diverged(market) : trades.next(market);
    if (deal.fills().isEmpty()) {
      return;
    }
    long stated = oddity == Oddity.STALE ? now - 301_000 - rng.below(600_000) : now;
    List<Match> made = matches.add(market.spec(), deal, stated);
    market.traded(made.getLast().price());
    var effect = new TradeEffect(deal.taken(), deal.told(), now + rng.between(4, 6));
    boolean moved = !effect.isNone() && market.apply(effect, now);
    audience.traded(market, made, effect, moved);
    regridIfDue(market);
  }

  private void regridIfDue(LiveMarket market) {
    int middle = (market.bestBid(0) + market.bestAsk(0)) / 2;
    if (market.tick() == 10 && (middle > 960 || middle < 40)) {
      regrid(market);
    }
  }

  /** Changes the grid of a market's prices from hundredths to thousandths, or back. */
  private void regrid(LiveMarket market) {
    int old = market.tick();
    int other = old == 10 ? 1 : 10;
    long now = clock.millis();
    market.applyUntold(books.offGrid(market, other), now);
    market.regrid(other, now);
    if (market.ladder().bids() == 0 || market.ladder().asks() == 0) {
      market.applyUntold(books.refill(market), now);
    }
    audience.regridded(market, old);
  }

  /** Changes the grid of the market of a token, or of any. */
  public Optional<LiveMarket> regrid(@Nullable String token) {
    return still(
        () -> {
          LiveMarket market = token == null ? pick() : byToken.get(token);
          if (market != null) {
            regrid(market);
          }
          return Optional.ofNullable(market);
        });
  }

  /** Makes the next trade an odd one. */
  public void odd(Oddity oddity) {
    still(() -> odd.add(oddity));
  }

  /** The market whose book a token has; none once it is closed. Ask within {@link #still}. */
  public @Nullable LiveMarket market(String token) {
    return byToken.get(token);
  }

  /** All markets with a book. Ask within {@link #still}. */
  public Collection<LiveMarket> markets() {
    return markets.values();
  }

  /** How many trades there are. */
  public int trades() {
    return still(matches::count);
  }

  /** The trades from a number up to another one, or up to the last. */
  public List<Match> trades(int from, int until) {
    return still(() -> matches.between(from, until));
  }

  /** Hash of a trade's transaction. */
  public String transaction(Match match) {
    return matches.hash(match);
  }
}
