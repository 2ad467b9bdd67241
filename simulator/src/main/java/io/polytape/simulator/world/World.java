package io.polytape.simulator.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The venue: a chain of blocks with fills, and markets that live.
 *
 * <p>Nothing runs by itself. {@link #advance(long)} makes the blocks that are due, so the clock of
 * whoever asks drives the world, and the world is the same function of (configuration, live
 * controls, time) on each run. All methods may be called by any thread; fills are read without a
 * lock.
 *
 * <p>Markets have a clock of their own: it stands still while the live rate is zero, so that a
 * stopped world has a last state.
 */
public final class World {
  private final WorldConfig config;
  private final Blocks blocks;
  private final MarketPlan plan;
  private final Traders traders;
  private final BlockTrader trader;
  private final Wallets wallets;
  private final Hashes transactions;
  private final Hashes orders;
  private final Fills fills = new Fills();
  private final NavigableMap<Long, Integer> historyBursts = new TreeMap<>();
  private final List<LiveControl> controls = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final long historyBlocks;

  private long head = -1;
  private long marketTime;
  private double budget;
  private int nextControl;
  private double rate;

  public World(WorldConfig config) {
    this.config = config;
    this.blocks = new Blocks(config.seed(), config.startSecond());
    this.plan = new MarketPlan(config);
    this.traders = new Traders(plan);
    this.wallets = new Wallets(config.seed(), Math.clamp(config.historyFills() / 20, 500, 20_000));
    this.transactions = new Hashes(config.seed(), "transaction");
    this.orders = new Hashes(config.seed(), "order");
    this.trader = new BlockTrader(traders, transactions, orders, wallets.count());
    this.historyBlocks = blocks.lastAt(config.anchorSecond() - 1) + 1;
    int bursts = config.historyBursts().size();
    for (int i = 0; i < bursts; i++) {
      historyBursts.put(historyBlocks * (2 * i + 1) / (2L * bursts), config.historyBursts().get(i));
    }
    this.marketTime = config.startSecond();
  }

  /** Adds a control, which must not begin before the second after the last one made visible. */
  public void control(LiveControl control) {
    lock.lock();
    try {
      long last = Math.max(blocks.timeOf(Math.max(head, 0)), config.anchorSecond() - 1);
      if (control.from() <= last) {
        throw new IllegalArgumentException(
            "control: expected a time after " + last + ", was " + control.from());
      }
      if (!controls.isEmpty() && control.from() < controls.getLast().from()) {
        throw new IllegalArgumentException(
            "control: expected none before the last one, was " + control.from());
      }
      controls.add(control);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes every block that is due at a time, in epoch seconds; does nothing if the time is not
   * later than the last.
   */
  public void advance(long now) {
    lock.lock();
    try {
      long last = blocks.lastAt(now);
      while (head < last) {
        if (idle(last)) {
          head = last;
        } else {
          head++;
          make(head);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether no block up to this one holds anything. */
  private boolean idle(long last) {
    return head >= historyBlocks
        && rate == 0
        && (nextControl == controls.size()
            || controls.get(nextControl).from() > blocks.timeOf(last));
  }

  private void make(long block) {
    long time = blocks.timeOf(block);
    int burst = block < historyBlocks ? historyBursts.getOrDefault(block, 0) : 0;
    boolean moving = block < historyBlocks;
    for (;
        nextControl < controls.size() && controls.get(nextControl).from() <= time;
        nextControl++) {
      LiveControl control = controls.get(nextControl);
      rate = control.rate();
      burst += control.burst();
      if (rate == 0) {
        budget = 0;
      }
    }
    moving |= rate > 0 || burst > 0;
    if (!moving) {
      return;
    }
    marketTime = time;
    traders.advance(time);
    int room = config.maxFills() - fills.size();
    List<Leg> legs = List.of();
    var rng = new Rng(Mix.of(config.seed(), 3, block));
    if (burst > 0) {
      legs = trader.trade(time, burst, Math.min(burst, room), rng);
    } else if (block < historyBlocks) {
      legs = historyLegs(block, time, rng);
    } else {
      budget += rate * (time - blocks.timeOf(block - 1)) * crowd(rng);
      if (budget >= 1) {
        legs = trader.trade(time, budget, room, rng);
        budget -= legs.size();
      }
    }
    if (!legs.isEmpty()) {
      fills.append(time, legs);
    }
  }

  /**
   * Spreads what is left of history over the blocks that are left, so that it ends with the exact
   * number.
   */
  private List<Leg> historyLegs(long block, long time, Rng rng) {
    int laterBursts =
        historyBursts.tailMap(block).values().stream().mapToInt(Integer::intValue).sum();
    int left = config.historyFills() - fills.size() - laterBursts;
    if (block == historyBlocks - 1) {
      return trader.trade(time, left, left, rng);
    }
    budget += (double) left / (historyBlocks - block) * crowd(rng);
    if (budget < 1 || left < 1) {
      return List.of();
    }
    List<Leg> legs = trader.trade(time, budget, left, rng);
    budget -= legs.size();
    return legs;
  }

  /** How crowded a block is: 1 on average. */
  private double crowd(Rng rng) {
    double drawn = rng.exponential();
    return 1 - config.burstiness() + config.burstiness() * drawn * drawn / 2;
  }

  /**
   * The markets as they stand.
   *
   * @param now epoch seconds; decides which late markets show
   * @param lateShare share of the markets born live that show only some time after they began to
   *     trade
   */
  public List<MarketView> markets(long now, double lateShare) {
    lock.lock();
    try {
      var views = new ArrayList<MarketView>(traders.states().size());
      for (MarketState state : traders.states()) {
        if (!hidden(state.spec, now, lateShare)) {
          views.add(state.view(marketTime));
        }
      }
      return Collections.unmodifiableList(views);
    } finally {
      lock.unlock();
    }
  }

  private boolean hidden(MarketSpec spec, long now, double lateShare) {
    return spec.index() >= config.markets()
        && now < spec.createdAt() + config.lateBy().toSeconds()
        && Mix.unit(Mix.of(config.seed(), 23, spec.event().index())) < lateShare;
  }

  /** A market by its index; it may be one that is not listed yet. */
  public MarketSpec market(int index) {
    lock.lock();
    try {
      return plan.market(index);
    } finally {
      lock.unlock();
    }
  }

  public Fills fills() {
    return fills;
  }

  public Blocks blocks() {
    return blocks;
  }

  public Wallets wallets() {
    return wallets;
  }

  /** Hashes of transactions by number. */
  public Hashes transactions() {
    return transactions;
  }

  /** Hashes of orders by number. */
  public Hashes orders() {
    return orders;
  }

  public WorldConfig config() {
    return config;
  }

  /**
   * What is visible at one moment.
   *
   * @param head the newest block, counted from the world's first
   * @param fills how many fills there are up to and with that block
   */
  public record Visible(long head, int fills) {}

  /** The newest block and the fills up to it, taken together. */
  public Visible visible() {
    lock.lock();
    try {
      return new Visible(head, fills.size());
    } finally {
      lock.unlock();
    }
  }

  /** The newest block made. */
  public long head() {
    lock.lock();
    try {
      return head;
    } finally {
      lock.unlock();
    }
  }

  /** The first second for which no block was made yet; a control may begin there. */
  public long nextSecond() {
    lock.lock();
    try {
      return Math.max(blocks.timeOf(Math.max(head, 0)) + 1, config.anchorSecond());
    } finally {
      lock.unlock();
    }
  }

  /** The market clock, in epoch seconds. */
  public long marketTime() {
    lock.lock();
    try {
      return marketTime;
    } finally {
      lock.unlock();
    }
  }

  /** Fills per second that the newest control asks for. */
  public double rate() {
    lock.lock();
    try {
      return controls.isEmpty() ? 0 : controls.getLast().rate();
    } finally {
      lock.unlock();
    }
  }
}
