package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.world.Mix;
import io.polytape.simulator.world.Rng;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * The market channel: who is connected, what they follow, and what they hear. Its state is guarded
 * by the venue's lock, so a subscription's first books and the changes behind them fit together.
 */
public final class MarketChannel implements AutoCloseable {
  private static final long LONGEST_COMMAND = 8L << 20;
  private static final long UNSUBSCRIBED_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long UNPINGED_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A client that does not answer a close frame is cut off after this. */
  private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final String PING = "PING";

  private final LiveVenue venue;
  private final LiveFaults faults;
  private final Followers followers = new Followers();
  private final Trouble trouble;
  private final Outages outages;
  private final Commands commands;
  private int lastId;
  private int overruns;

  /**
   * @param bookLimit tokens of one connection beyond which a subscription brings no first books
   */
  public MarketChannel(
      long seed, LiveVenue venue, LiveFaults faults, InstantSource clock, int bookLimit) {
    this.venue = venue;
    this.faults = faults;
    var writer = new FrameWriter(venue, new Rng(Mix.of(seed, 53)));
    this.trouble = new Trouble(faults);
    this.outages = new Outages(venue, faults, followers, new Rng(Mix.of(seed, 59)));
    this.commands = new Commands(venue, faults, followers, writer, trouble, bookLimit);
    var rng = new Rng(Mix.of(seed, 47));
    venue.audience(new Broadcast(faults, followers, writer, trouble, clock, rng));
    faults.channel(this::strike);
  }

  private void strike(Order order) {
    venue.still(
        () -> {
          outages.strike(order);
          return order;
        });
  }

  /** Whether a handshake may go on. */
  boolean admits() {
    return venue.still(outages::admits);
  }

  /** A client that has connected; gives its number, which is never 0. */
  int opened(Session session) {
    session.setIdleTimeout(Duration.ofDays(1)); // ours are the only deadlines
    session.setMaxTextMessageSize(LONGEST_COMMAND);
    return venue.still(
        () -> {
          var connection = new Connection(++lastId, new Outlet(lastId, session));
          outages.opened(connection);
          followers.add(connection);
          connection.outlet.start();
          return connection.id;
        });
  }

  void closed(int id) {
    venue.still(
        () -> {
          Connection connection = followers.remove(id);
          if (connection != null) {
            connection.gone();
            connection.outlet.abort();
          }
          return id;
        });
  }

  /** A text of a client. Waits for as long as the connection is half open. */
  void received(int id, String text) throws InterruptedException {
    Connection connection = venue.still(() -> followers.find(id));
    if (connection == null) {
      return;
    }
    CountDownLatch stuck = connection.stuck;
    if (stuck != null) {
      stuck.await();
    }
    if (!text.equals(PING)) {
      commands.obey(connection, text);
      return;
    }
    venue.still(
        () -> {
          connection.pingedAt = System.nanoTime();
          trouble.bring(connection, Frame.PONG);
          return id;
        });
  }

  /** Looks after deadlines; to be called several times a second. */
  public void tend() {
    venue.still(
        () -> {
          long now = System.nanoTime();
          outages.heal();
          for (Connection connection : followers.all()) {
            connection.heal();
            trouble.release(connection);
            tend(connection, now);
          }
          return now;
        });
  }

  private void tend(Connection connection, long now) {
    if (connection.overrun) {
      overruns++;
      closed(connection.id);
    } else if (connection.droppedAt != 0) {
      if (now - connection.droppedAt > CLOSING_NANOS) {
        closed(connection.id);
      }
    } else if (connection.halfOpen == null && overdue(connection, now)) {
      outages.drop(connection);
    }
  }

  private static boolean overdue(Connection connection, long now) {
    return (connection.doomedAt != 0 && now - connection.doomedAt >= 0)
        || (!connection.subscribed && now - connection.openedAt > UNSUBSCRIBED_NANOS)
        || now - connection.pingedAt > UNPINGED_NANOS;
  }

  /** Lets faults of chance strike; to be called once a second. */
  public void chance() {
    venue.still(
        () -> {
          for (LiveFault fault : LiveFault.values()) {
            switch (fault.scope()) {
              case LASTING, INSTANT ->
                  followers.all().forEach(each -> byChance(faults.draw(fault, each.id)));
              case VENUE -> byChance(faults.draw(fault, 0));
              case FRAME, HANDSHAKE, SUBSCRIPTION -> {}
            }
          }
          return lastId;
        });
  }

  private void byChance(@Nullable Order order) {
    if (order != null) {
      outages.strike(order);
    }
  }

  /**
   * A connection as it stands.
   *
   * @param connection its number
   * @param tokens how many it follows
   * @param sent messages so far
   * @param waiting messages that its client has not taken yet
   * @param troubled whether a fault lasts there
   */
  public record View(
      int connection, int tokens, boolean custom, long sent, int waiting, boolean troubled) {}

  public List<View> connections() {
    return venue.still(() -> followers.all().stream().map(Connection::view).toList());
  }

  /** Numbers of the connections that follow a token. */
  public List<Integer> connections(String token) {
    return venue.still(
        () ->
            followers.all().stream()
                .filter(connection -> connection.tokens.contains(token))
                .map(connection -> connection.id)
                .toList());
  }

  /** How many connections were cut off because their client did not keep up. */
  public int overruns() {
    return venue.still(() -> overruns);
  }

  @Override
  public void close() {
    venue.still(
        () -> {
          followers.all().forEach(connection -> closed(connection.id));
          return lastId;
        });
  }
}
