package io.polytape.simulator.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

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
  private final Schedule schedule;
  private final Wallets wallets;
  private final Hashes transactions;
  private final Hashes orders;
  private final Fills fills = new Fills();
  private final List<LiveControl> controls = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  private long head = -1;
  private long marketTime;
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
    var trader = new BlockTrader(traders, transactions, orders, wallets.count());
    this.schedule = new Schedule(config, blocks, trader);
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
   * Adds a control that begins at the first second that nobody has seen yet.
   *
   * @param now the present in epoch seconds
   * @param journal told of the control before it takes effect
   */
  public void control(long now, double rate, int burst, Consumer<LiveControl> journal) {
    lock.lock();
    try {
      advance(now);
      long unseen = Math.max(blocks.timeOf(Math.max(head, 0)) + 1, config.anchorSecond());
      var control = new LiveControl(Math.max(now + 1, unseen), rate, burst);
      journal.accept(control);
      control(control);
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
    return !schedule.history(head + 1)
        && rate == 0
        && (nextControl == controls.size()
            || controls.get(nextControl).from() > blocks.timeOf(last));
  }

  private void make(long block) {
    long time = blocks.timeOf(block);
    int burst = 0;
    for (;
        nextControl < controls.size() && controls.get(nextControl).from() <= time;
        nextControl++) {
      LiveControl control = controls.get(nextControl);
      rate = control.rate();
      burst += control.burst();
    }
    if (!schedule.history(block) && rate == 0 && burst == 0) {
      return;
    }
    marketTime = time;
    traders.advance(time);
    List<Leg> legs = schedule.trade(block, time, rate, burst, fills.size());
    if (!legs.isEmpty()) {
      fills.append(time, legs);
    }
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
