package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.LiveMarket;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One client of the market channel, and what ails it. Guarded by the venue's lock but for {@link
 * #stuck}.
 */
final class Connection {
  final int id;
  final Outlet outlet;
  final Set<String> tokens = new LinkedHashSet<>();
  final long openedAt = System.nanoTime();
  long pingedAt = openedAt;
  boolean subscribed;
  boolean custom;
  long sent;

  /** When it is to be closed, on the clock of nanoseconds; 0 for never. */
  long doomedAt;

  /** When the server began to close it, likewise. */
  long droppedAt;

  /** Whether its client does not keep up: it is cut off, since nobody else may wait for it. */
  boolean overrun;

  @Nullable Spell silence;
  @Nullable Spell halfOpen;

  /** Markets of which nothing is said here. */
  final Map<LiveMarket, Spell> muted = new HashMap<>();

  /** A frame that waits for the next one of its market. */
  @Nullable Frame held;

  long heldSince;

  /** What holds the thread that reads, while the connection is half open. */
  volatile @Nullable CountDownLatch stuck;

  /** A strike that lasts until a time on the clock of nanoseconds. */
  record Spell(LiveFaults.Struck struck, long until) {
    boolean over() {
      return System.nanoTime() - until >= 0;
    }
  }

  Connection(int id, Outlet outlet) {
    this.id = id;
    this.outlet = outlet;
  }

  /** Those of some tokens that it subscribed to. */
  List<String> followed(List<String> of) {
    return of.stream().filter(tokens::contains).toList();
  }

  /** Ends what is over by now. */
  void heal() {
    if (silence != null && silence.over()) {
      silence.struck().end();
      silence = null;
    }
    if (halfOpen != null && halfOpen.over()) {
      wake();
    }
    muted
        .values()
        .removeIf(
            spell -> {
              if (spell.over()) {
                spell.struck().end();
              }
              return spell.over();
            });
  }

  /** Ends whatever lasts: the connection is gone. */
  void gone() {
    if (silence != null) {
      silence.struck().end();
    }
    muted.values().forEach(spell -> spell.struck().end());
    if (halfOpen != null) {
      wake();
    }
  }

  MarketChannel.View view() {
    boolean troubled = silence != null || halfOpen != null || !muted.isEmpty();
    return new MarketChannel.View(id, tokens.size(), custom, sent, outlet.waiting(), troubled);
  }

  private void wake() {
    if (halfOpen != null) {
      halfOpen.struck().end();
      halfOpen = null;
      pingedAt = System.nanoTime(); // what the client sent meanwhile was not read yet
    }
    CountDownLatch latch = stuck;
    stuck = null;
    if (latch != null) {
      latch.countDown();
    }
    outlet.pause(false);
  }
}
