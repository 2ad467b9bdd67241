package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.world.Rng;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The faults that strike whole connections or the whole server. Guarded by the venue's lock. */
final class Outages {
  /** Share of its markets that a connection loses when a silence names no tokens. */
  private static final double MUTED = 0.2;

  private final LiveVenue venue;
  private final LiveFaults faults;
  private final Followers followers;
  private final Rng rng;
  private final Map<LiveFault, Connection.Spell> ofServer = new EnumMap<>(LiveFault.class);

  Outages(LiveVenue venue, LiveFaults faults, Followers followers, Rng rng) {
    this.venue = venue;
    this.faults = faults;
    this.followers = followers;
    this.rng = rng;
  }

  /** Strikes at once. */
  void strike(Order order) {
    switch (order.fault()) {
      case WS_SILENCE -> struck(order).forEach(each -> silence(each, order));
      case WS_TOKEN_SILENCE -> struck(order).forEach(each -> mute(each, order));
      case WS_HALF_OPEN -> struck(order).forEach(each -> halfOpen(each, order));
      case WS_DISCONNECT ->
          struck(order)
              .forEach(
                  each -> {
                    faults.once(order, each.id, List.copyOf(each.tokens), 0, "disconnected");
                    drop(each);
                  });
      case WS_RECONNECT_STORM, WS_SERVER_RESTART -> server(order);
      case WS_TICK_SIZE_CHANGE ->
          venue
              .regrid(order.tokens().stream().findFirst().orElse(null))
              .ifPresent(of -> faults.once(order, 0, of.spec().tokenIds(), 0, "tick size"));
      case STALE_TRADE -> odd(order, LiveVenue.Oddity.STALE, "the next trade is told late");
      case DIVERGED_TRADE ->
          odd(order, LiveVenue.Oddity.DIVERGED, "the next trade is far from the book");
      default -> throw new IllegalArgumentException(order.fault().label());
    }
  }

  private Collection<Connection> struck(Order order) {
    if (order.connection() == 0) {
      return followers.all();
    }
    Connection one = followers.find(order.connection());
    if (one == null) {
      throw new IllegalArgumentException(
          "live fault: expected an open connection, was " + order.connection());
    }
    return List.of(one);
  }

  private Connection.Spell spell(Order order, int connection) {
    LiveFaults.Struck struck = faults.begin(order, connection, "");
    return new Connection.Spell(struck, System.nanoTime() + order.lasting().toNanos());
  }

  private void silence(Connection connection, Order order) {
    end(connection.silence);
    connection.silence = spell(order, connection.id);
  }

  private void halfOpen(Connection connection, Order order) {
    end(connection.halfOpen);
    connection.halfOpen = spell(order, connection.id);
    if (connection.stuck == null) {
      connection.stuck = new CountDownLatch(1);
    }
    connection.outlet.pause(true);
  }

  /** A strike that another takes the place of is over, as is one that found nothing to strike. */
  private void mute(Connection connection, Order order) {
    Connection.Spell spell = spell(order, connection.id);
    var spells = new ArrayList<>(connection.muted.values());
    spells.add(spell);
    for (String token : connection.tokens) {
      LiveMarket market = venue.market(token);
      boolean named = order.tokens().isEmpty() ? rng.chance(MUTED) : order.tokens().contains(token);
      if (market != null && named) {
        connection.muted.put(market, spell);
      }
    }
    spells.stream().filter(each -> !connection.muted.containsValue(each)).forEach(Outages::end);
  }

  private static void end(Connection.@Nullable Spell spell) {
    if (spell != null) {
      spell.struck().end();
    }
  }

  private void odd(Order order, LiveVenue.Oddity oddity, String detail) {
    for (int time = 0; time < order.times(); time++) {
      venue.odd(oddity);
    }
    faults.once(order, 0, List.of(), order.times(), detail);
  }

  private void server(Order order) {
    Connection.Spell spell = spell(order, 0);
    for (Connection connection : followers.all()) {
      spell.struck().lost(connection.tokens, 0);
      drop(connection);
    }
    end(ofServer.put(order.fault(), spell));
  }

  private boolean on(LiveFault fault) {
    Connection.Spell spell = ofServer.get(fault);
    return spell != null && !spell.over();
  }

  /** Whether a handshake may go on. */
  boolean admits() {
    if (on(LiveFault.WS_SERVER_RESTART)) {
      return false;
    }
    Order order = faults.take(LiveFault.WS_REFUSE, 0, List.of(), "");
    if (order != null) {
      faults.once(order, 0, List.of(), 0, "handshake");
    }
    return order == null;
  }

  /** A new connection: in a storm it does not last for a second. */
  void opened(Connection connection) {
    if (on(LiveFault.WS_RECONNECT_STORM)) {
      connection.doomedAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50 + rng.below(700));
    }
  }

  /** Ends a connection, with a close frame or without a word. */
  void drop(Connection connection) {
    if (connection.droppedAt != 0) {
      return;
    }
    connection.droppedAt = System.nanoTime();
    int code = rng.pick(List.of(1001, 1011, 0));
    if (code == 0 || !connection.outlet.offer(new Outlet.Item.Close(code, "going away"))) {
      connection.outlet.abort();
    }
  }

  /** Ends what is over by now. */
  void heal() {
    ofServer
        .values()
        .removeIf(
            spell -> {
              if (spell.over()) {
                spell.struck().end();
              }
              return spell.over();
            });
  }
}
