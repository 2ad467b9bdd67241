package io.polytape.simulator.clob.channel;

import io.polytape.simulator.world.Mix;
import io.polytape.simulator.world.Rng;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which faults of the live side are on, which were ordered, and which have struck. Safe for use by
 * several threads.
 */
public final class LiveFaults {
  /** Strikes that are remembered; the oldest are forgotten. */
  private static final int MOST_STRIKES = 100_000;

  private final InstantSource clock;
  private final Rng rng;
  private final Map<LiveFault, Double> probabilities = new EnumMap<>(LiveFault.class);
  private final List<Order> waiting = new ArrayList<>();
  private final List<Struck> strikes = new ArrayList<>();
  private long struck;
  private Consumer<Order> channel =
      order -> {
        throw new IllegalStateException("there is no channel to strike");
      };

  /** Whether any fault of frames is on or waiting; read without the lock, for each frame. */
  private volatile boolean frames;

  /** A strike that goes on, or is being counted. */
  final class Struck {
    private final long number;
    private final Order order;
    private final int connection;
    private final long startedAt;
    private final String detail;
    private final Set<String> tokens = new LinkedHashSet<>();
    private @Nullable Long endedAt;
    private int lostFrames;
    private int lostTrades;

    private Struck(long number, Order order, int connection, String detail) {
      this.number = number;
      this.order = order;
      this.connection = connection;
      this.detail = detail;
      this.startedAt = clock.millis();
    }

    Order order() {
      return order;
    }

    /** Counts a frame that was struck. */
    Struck lost(Iterable<String> ofTokens, int trades) {
      synchronized (LiveFaults.this) {
        ofTokens.forEach(tokens::add);
        lostFrames++;
        lostTrades += trades;
      }
      return this;
    }

    void end() {
      synchronized (LiveFaults.this) {
        if (endedAt == null) {
          endedAt = clock.millis();
        }
      }
    }

    private Strike shown() {
      return new Strike(
          number,
          order.fault().label(),
          startedAt,
          endedAt,
          connection,
          List.copyOf(tokens),
          lostFrames,
          lostTrades,
          detail);
    }
  }

  public LiveFaults(long seed, InstantSource clock) {
    this.clock = clock;
    this.rng = new Rng(Mix.of(seed, 43));
  }

  synchronized void channel(Consumer<Order> other) {
    channel = other;
  }

  /**
   * Orders a fault. What strikes frames, handshakes or subscriptions waits for the next one that
   * fits; everything else strikes at once.
   */
  public void strike(Order order) {
    switch (order.fault().scope()) {
      case FRAME, HANDSHAKE, SUBSCRIPTION -> {
        synchronized (this) {
          waiting.add(order);
          see();
        }
      }
      case LASTING, INSTANT, VENUE -> {
        Consumer<Order> to;
        synchronized (this) {
          to = channel;
        }
        to.accept(order); // takes the venue's lock, which comes before this one
      }
    }
  }

  /** Forgets what was ordered and has not struck yet, and sets every probability to 0. */
  public synchronized void clear() {
    waiting.clear();
    probabilities.clear();
    see();
  }

  /** How many orders wait for something to strike. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** Sets the probability of a fault, from 0 to 1, by what its scope counts. */
  public synchronized void set(LiveFault fault, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "live fault " + fault.label() + ": expected 0 to 1, was " + probability);
    }
    probabilities.put(fault, probability);
    see();
  }

  public synchronized double probability(LiveFault fault) {
    return probabilities.getOrDefault(fault, 0.0);
  }

  /** Every fault's probability by name. */
  public synchronized Map<String, Double> probabilities() {
    var byName = new TreeMap<String, Double>();
    for (LiveFault fault : LiveFault.values()) {
      byName.put(fault.label(), probability(fault));
    }
    return byName;
  }

  private void see() {
    frames =
        waiting.stream().anyMatch(order -> order.fault().scope() == LiveFault.Scope.FRAME)
            || Arrays.stream(LiveFault.values())
                .anyMatch(
                    fault -> fault.scope() == LiveFault.Scope.FRAME && probability(fault) > 0);
  }

  boolean anyOfFrames() {
    return frames;
  }

  /** The order that strikes now, be it a waiting one or one of chance. */
  synchronized @Nullable Order take(
      LiveFault fault, int connection, List<String> tokens, String type) {
    for (Iterator<Order> each = waiting.iterator(); each.hasNext(); ) {
      Order order = each.next();
      if (order.fault() == fault && order.fits(connection, tokens, type)) {
        each.remove();
        if (order.times() > 1) {
          waiting.add(order.times(order.times() - 1));
        }
        see();
        return order;
      }
    }
    return draw(fault, connection);
  }

  /** An order of chance. */
  synchronized @Nullable Order draw(LiveFault fault, int connection) {
    double probability = probability(fault);
    return probability > 0 && rng.chance(probability) ? Order.of(fault).on(connection) : null;
  }

  synchronized Struck begin(Order order, int connection, String detail) {
    var begun = new Struck(++struck, order, connection, detail);
    if (strikes.size() >= MOST_STRIKES) {
      strikes.removeFirst();
    }
    strikes.add(begun);
    return begun;
  }

  /** A strike that is over at once. */
  void once(Order order, int connection, Iterable<String> tokens, int trades, String detail) {
    begin(order, connection, detail).lost(tokens, trades).end();
  }

  /** What has struck so far, in order. */
  public synchronized List<Strike> strikes() {
    return strikes.stream().map(Struck::shown).toList();
  }

  /** Reads a name. */
  public static LiveFault named(String name) {
    return LiveFault.byLabel(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "live faults: expected one of "
                        + Arrays.stream(LiveFault.values()).map(LiveFault::label).toList()
                        + ", was "
                        + name));
  }

  /**
   * Reads {@code ws-drop-frame=0.001,ws-silence=0.01}.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static Map<LiveFault, Double> parse(String text) {
    var faults = new EnumMap<LiveFault, Double>(LiveFault.class);
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = Math.max(part.indexOf('='), 0);
      LiveFault fault = named(part.substring(0, equals).strip());
      double value;
      try {
        value = Double.parseDouble(part.substring(equals + 1).strip());
      } catch (NumberFormatException e) {
        value = -1;
      }
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(
            "live faults: expected name=probability from 0 to 1, was " + part.strip());
      }
      faults.put(fault, value);
    }
    return faults;
  }
}
