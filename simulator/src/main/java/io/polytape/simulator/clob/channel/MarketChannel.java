package io.polytape.simulator.clob.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polytape.simulator.clob.book.Audience;
import io.polytape.simulator.clob.book.Change;
import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.clob.book.Match;
import io.polytape.simulator.world.Mix;
import io.polytape.simulator.world.Rng;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * The market channel: who is connected, what they follow, and what they hear. Its state is guarded
 * by the venue's lock, so a subscription's first books and the changes behind them fit together.
 */
public final class MarketChannel implements Audience, AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final long LONGEST_COMMAND = 8L << 20;
  private static final long UNSUBSCRIBED_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long UNPINGED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final String PING = "PING";

  private final LiveVenue venue;
  private final LiveFaults faults;
  private final InstantSource clock;
  private final int bookLimit;
  private final Rng rng;
  private final FrameWriter writer;
  private final Trouble trouble;
  private final Map<Integer, Connection> connections = new LinkedHashMap<>();
  private final Map<LiveMarket, List<Connection>> followers = new HashMap<>();
  private final Map<LiveFault, Connection.Spell> outages = new HashMap<>();
  private int lastId;
  private int overruns;

  /**
   * @param bookLimit tokens of one connection beyond which a subscription brings no first books
   */
  public MarketChannel(
      long seed, LiveVenue venue, LiveFaults faults, InstantSource clock, int bookLimit) {
    this.venue = venue;
    this.faults = faults;
    this.clock = clock;
    this.bookLimit = bookLimit;
    this.rng = new Rng(Mix.of(seed, 47));
    this.writer = new FrameWriter(venue, new Rng(Mix.of(seed, 53)));
    this.trouble = new Trouble(faults);
    venue.audience(this);
    faults.channel(this::order);
  }

  /** Whether a handshake may go on. */
  public boolean admits() {
    return venue.still(
        () -> {
          Connection.Spell restart = outages.get(LiveFault.WS_SERVER_RESTART);
          if (restart != null && !restart.over()) {
            return false;
          }
          Order order = faults.take(LiveFault.WS_REFUSE, 0, List.of(), "");
          if (order != null) {
            faults.once(order, 0, List.of(), 0, "handshake");
          }
          return order == null;
        });
  }

  /** A client that has connected; gives its number. */
  int opened(Session session) {
    session.setIdleTimeout(Duration.ZERO);
    session.setMaxTextMessageSize(LONGEST_COMMAND);
    return venue.still(
        () -> {
          int id = ++lastId;
          var connection = new Connection(id, new Outlet(id, session));
          Connection.Spell storm = outages.get(LiveFault.WS_RECONNECT_STORM);
          if (storm != null && !storm.over()) {
            connection.doomedAt =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50 + rng.below(700));
          }
          connections.put(id, connection);
          connection.outlet.start();
          return id;
        });
  }

  void closed(int id) {
    venue.still(
        () -> {
          Connection connection = connections.remove(id);
          if (connection != null) {
            followers.values().forEach(list -> list.remove(connection));
            connection.gone();
            connection.outlet.abort();
          }
          return id;
        });
  }

  /** A text of a client. Waits for as long as the connection is half open. */
  void received(int id, String text) throws InterruptedException {
    Connection connection = venue.still(() -> connections.get(id));
    if (connection == null) {
      return;
    }
    CountDownLatch stuck = connection.stuck;
    if (stuck != null) {
      stuck.await();
    }
    if (text.equals(PING)) {
      venue.still(
          () -> {
            connection.pingedAt = System.nanoTime();
            trouble.bring(connection, Frame.PONG);
            return id;
          });
      return;
    }
    command(connection, text);
  }

  private void command(Connection connection, String text) {
    JsonNode command;
    try {
      command = JSON.readTree(text);
    } catch (IOException e) {
      return; // the venue says nothing to what it does not understand
    }
    var asked = new ArrayList<String>();
    command.path("assets_ids").forEach(token -> asked.add(token.asText()));
    String operation = command.path("operation").asText();
    boolean first = command.path("type").asText().equalsIgnoreCase("market");
    if (first || operation.equals("subscribe")) {
      venue.refresh();
    }
    venue.still(
        () -> {
          if (first || operation.equals("subscribe")) {
            connection.subscribed = true;
            connection.custom |= command.path("custom_feature_enabled").asBoolean();
            subscribe(connection, asked, command.path("initial_dump").asBoolean(true));
          } else if (operation.equals("unsubscribe")) {
            unsubscribe(connection, asked);
          }
          return connection;
        });
  }

  private void subscribe(Connection connection, List<String> asked, boolean dump) {
    Order refused =
        faults.take(LiveFault.WS_REFUSE_SUBSCRIPTION, connection.id, asked, "subscribe");
    if (refused != null) {
      faults.once(refused, connection.id, asked, 0, "subscription ignored");
      return;
    }
    var books = new ArrayList<String>();
    for (String token : asked) {
      if (connection.tokens.add(token)) {
        LiveMarket market = venue.market(token);
        if (market != null) {
          follow(connection, market);
          if (connection.tokens.size() <= bookLimit) {
            books.add(token);
          }
        }
      }
    }
    if (!dump || books.isEmpty()) {
      return;
    }
    Order bookless = faults.take(LiveFault.WS_NO_INITIAL_BOOK, connection.id, books, "subscribe");
    if (bookless != null) {
      var without =
          books.stream()
              .filter(token -> bookless.tokens().isEmpty() || bookless.tokens().contains(token))
              .toList();
      books.removeAll(without);
      faults.once(bookless, connection.id, without, 0, "no first books");
    }
    if (!books.isEmpty()) {
      trouble.bring(connection, writer.books(books));
    }
  }

  private void follow(Connection connection, LiveMarket market) {
    List<Connection> list = followers.computeIfAbsent(market, key -> new ArrayList<>(2));
    if (!list.contains(connection)) {
      list.add(connection);
    }
  }

  private void unsubscribe(Connection connection, List<String> asked) {
    for (String token : asked) {
      connection.tokens.remove(token);
      LiveMarket market = venue.market(token);
      if (market != null && connection.followed(market.spec().tokenIds()).isEmpty()) {
        followers.getOrDefault(market, new ArrayList<>()).remove(connection);
      }
    }
  }

  @Override
  public void changed(LiveMarket market, List<Change> batch, boolean bestMoved) {
    List<Connection> to = followers.get(market);
    if (to == null || to.isEmpty()) {
      return;
    }
    boolean bestFirst = rng.chance(0.5);
    if (bestMoved && bestFirst) {
      best(market, to);
    }
    String[] hashes = {market.hash(0), market.hash(1)};
    Frame frame = null;
    for (int from = 0; from < batch.size(); ) {
      int until = rng.chance(0.9) ? from + 1 : batch.size();
      frame = writer.changes(market, batch.subList(from, until), hashes);
      all(to, frame);
      from = until;
    }
    if (frame != null && rng.chance(0.01)) {
      all(to, frame); // the venue says a thing twice now and then
    }
    if (bestMoved && !bestFirst) {
      best(market, to);
    }
  }

  private void best(LiveMarket market, List<Connection> to) {
    for (int outcome = 0; outcome < 2; outcome++) {
      one(market, outcome, to, true, writer.best(market, outcome));
    }
  }

  private void all(List<Connection> to, Frame frame) {
    to.forEach(connection -> trouble.bring(connection, frame));
  }

  /** To those who follow this very token. */
  private void one(
      LiveMarket market, int outcome, List<Connection> to, boolean custom, Frame frame) {
    for (Connection connection : to) {
      if (connection.tokens.contains(market.token(outcome)) && (connection.custom || !custom)) {
        trouble.bring(connection, frame);
      }
    }
  }

  @Override
  public void traded(
      LiveMarket market,
      List<Match> matches,
      List<Change> batch,
      boolean bestMoved,
      boolean wholeBook) {
    List<Connection> to = followers.get(market);
    if (to == null || to.isEmpty()) {
      return;
    }
    boolean changesFirst = rng.chance(0.5);
    if (changesFirst && !batch.isEmpty()) {
      changed(market, batch, bestMoved);
    }
    int outcome = matches.getFirst().outcome();
    Frame frame = writer.trades(matches, market, true);
    for (Connection connection : to) {
      if (connection.tokens.contains(market.token(outcome))) {
        trade(connection, market, matches, frame);
      }
    }
    if (!changesFirst && !batch.isEmpty()) {
      changed(market, batch, bestMoved);
    }
    if (wholeBook) {
      books(market, to, false);
    }
  }

  private void trade(Connection connection, LiveMarket market, List<Match> matches, Frame frame) {
    Order order = null;
    if (faults.anyOfFrames()) {
      order = faults.take(LiveFault.MISSING_TRADE_SIZE, connection.id, frame.tokens(), Frame.TRADE);
    }
    if (order == null) {
      trouble.bring(connection, frame);
    } else {
      faults.once(order, connection.id, frame.tokens(), matches.size(), "size left out");
      trouble.bring(connection, writer.trades(matches, market, false));
    }
  }

  private void books(LiveMarket market, List<Connection> to, boolean whole) {
    for (int outcome = 0; outcome < 2; outcome++) {
      one(market, outcome, to, false, writer.book(market, outcome, whole));
    }
  }

  @Override
  public void regridded(LiveMarket market, int oldTick) {
    List<Connection> to = followers.getOrDefault(market, List.of());
    for (int outcome = 0; outcome < 2; outcome++) {
      one(market, outcome, to, false, writer.tick(market, outcome, oldTick));
    }
    books(market, to, true);
  }

  @Override
  public void listed(LiveMarket market) {
    for (Connection connection : connections.values()) {
      if (!connection.followed(market.spec().tokenIds()).isEmpty()) {
        follow(connection, market);
      }
    }
    toCustom(MarketNews.listed(market, clock.millis()));
  }

  @Override
  public void resolved(LiveMarket market, boolean said) {
    followers.remove(market);
    if (said) {
      toCustom(MarketNews.resolved(market, clock.millis()));
    }
  }

  private void toCustom(Frame frame) {
    for (Connection connection : connections.values()) {
      if (connection.custom) {
        trouble.bring(connection, frame);
      }
    }
  }

  private void strike(@Nullable Order order) {
    if (order != null) {
      order(order);
    }
  }

  /** Strikes at once. */
  private void order(Order order) {
    venue.still(
        () -> {
          switch (order.fault().scope()) {
            case LASTING -> struck(order).forEach(connection -> lasting(connection, order));
            case INSTANT -> struck(order).forEach(connection -> disconnect(connection, order));
            case VENUE -> venueWide(order);
            default -> throw new IllegalStateException(order.fault().label());
          }
          return order;
        });
  }

  private List<Connection> struck(Order order) {
    if (order.connection() == 0) {
      return List.copyOf(connections.values());
    }
    Connection one = connections.get(order.connection());
    if (one == null) {
      throw new IllegalArgumentException(
          "live fault: expected an open connection, was " + order.connection());
    }
    return List.of(one);
  }

  private void lasting(Connection connection, Order order) {
    var spell = spell(order, connection.id);
    switch (order.fault()) {
      case WS_SILENCE -> connection.silence = spell;
      case WS_HALF_OPEN -> {
        connection.halfOpen = spell;
        connection.stuck = new CountDownLatch(1);
        connection.outlet.pause(true);
      }
      default -> mute(connection, order, spell);
    }
  }

  /** Of the markets of the named tokens; of a fifth of them if none are named. */
  private void mute(Connection connection, Order order, Connection.Spell spell) {
    for (String token : connection.tokens) {
      LiveMarket market = venue.market(token);
      boolean named = order.tokens().isEmpty() ? rng.chance(0.2) : order.tokens().contains(token);
      if (market != null && named) {
        connection.muted.put(market, spell);
      }
    }
  }

  private Connection.Spell spell(Order order, int connection) {
    LiveFaults.Struck struck = faults.begin(order, connection, "");
    return new Connection.Spell(struck, System.nanoTime() + order.lasting().toNanos());
  }

  private void disconnect(Connection connection, Order order) {
    faults.once(order, connection.id, List.copyOf(connection.tokens), 0, "disconnected");
    drop(connection);
  }

  /** With a close frame, or without a word. */
  private void drop(Connection connection) {
    switch (rng.below(3)) {
      case 0 -> connection.outlet.offer(new Outlet.Item.Close(1001, "going away"));
      case 1 -> connection.outlet.offer(new Outlet.Item.Close(1011, ""));
      default -> connection.outlet.abort();
    }
  }

  private void venueWide(Order order) {
    switch (order.fault()) {
      case WS_RECONNECT_STORM, WS_SERVER_RESTART -> {
        var spell = spell(order, 0);
        for (Connection connection : List.copyOf(connections.values())) {
          spell.struck().lost(List.copyOf(connection.tokens), 0);
          drop(connection);
        }
        Connection.Spell before = outages.put(order.fault(), spell);
        if (before != null) {
          before.struck().end();
        }
      }
      case WS_TICK_SIZE_CHANGE -> {
        String token = order.tokens().stream().findFirst().orElse(null);
        venue
            .regrid(token)
            .ifPresent(market -> faults.once(order, 0, market.spec().tokenIds(), 0, "tick size"));
      }
      case STALE_TRADE -> {
        venue.odd(LiveVenue.Oddity.STALE);
        faults.once(order, 0, List.of(), 1, "the next trade is told late");
      }
      case DIVERGED_TRADE -> {
        venue.odd(LiveVenue.Oddity.DIVERGED);
        faults.once(order, 0, List.of(), 1, "the next trade is far from the book");
      }
      default -> throw new IllegalStateException(order.fault().label());
    }
  }

  /** Looks after deadlines; to be called several times a second. */
  public void tend() {
    venue.still(
        () -> {
          long now = System.nanoTime();
          outages
              .values()
              .removeIf(
                  spell -> {
                    if (spell.over()) {
                      spell.struck().end();
                    }
                    return spell.over();
                  });
          for (Connection connection : List.copyOf(connections.values())) {
            connection.heal();
            trouble.release(connection);
            if (connection.halfOpen == null && overdue(connection, now)) {
              drop(connection);
            }
          }
          return now;
        });
  }

  private boolean overdue(Connection connection, long now) {
    if (connection.doomedAt != 0 && now - connection.doomedAt >= 0) {
      overruns += connection.outlet.waiting() > 1_000 ? 1 : 0;
      return true;
    }
    return (!connection.subscribed && now - connection.openedAt > UNSUBSCRIBED_NANOS)
        || now - connection.pingedAt > UNPINGED_NANOS;
  }

  /** Lets faults of chance strike; to be called once a second. */
  public void chance() {
    venue.still(
        () -> {
          for (LiveFault fault : LiveFault.values()) {
            switch (fault.scope()) {
              case LASTING, INSTANT -> {
                for (int id : List.copyOf(connections.keySet())) {
                  strike(faults.take(fault, id, List.of(), ""));
                }
              }
              case VENUE -> strike(faults.take(fault, 0, List.of(), ""));
              case FRAME, HANDSHAKE, SUBSCRIPTION -> {}
            }
          }
          return lastId;
        });
  }

  /**
   * A connection as it stands.
   *
   * @param waiting messages that its client has not taken yet
   */
  public record View(
      int connection, int tokens, boolean custom, long sent, int waiting, boolean troubled) {}

  public List<View> connections() {
    return venue.still(
        () ->
            connections.values().stream()
                .map(
                    each ->
                        new View(
                            each.id,
                            each.tokens.size(),
                            each.custom,
                            each.sent,
                            each.outlet.waiting(),
                            each.silence != null || each.halfOpen != null || !each.muted.isEmpty()))
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
          List.copyOf(connections.keySet()).forEach(this::closed);
          return lastId;
        });
  }
}
