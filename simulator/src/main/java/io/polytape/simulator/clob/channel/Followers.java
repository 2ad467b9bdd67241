package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.LiveMarket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is connected, and who follows which market. Guarded by the venue's lock. */
final class Followers {
  private final Map<Integer, Connection> connections = new LinkedHashMap<>();
  private final Map<LiveMarket, List<Connection>> byMarket = new HashMap<>();

  void add(Connection connection) {
    connections.put(connection.id, connection);
  }

  @Nullable Connection find(int id) {
    return connections.get(id);
  }

  /** Forgets a connection; gives it if it was there. */
  @Nullable Connection remove(int id) {
    Connection connection = connections.remove(id);
    if (connection != null) {
      byMarket.values().forEach(list -> list.remove(connection));
    }
    return connection;
  }

  /** All connections as they are now; later changes do not show. */
  Collection<Connection> all() {
    return List.copyOf(connections.values());
  }

  /** Those that follow at least one of a market's tokens. */
  List<Connection> of(LiveMarket market) {
    return byMarket.getOrDefault(market, List.of());
  }

  void follow(Connection connection, LiveMarket market) {
    List<Connection> list = byMarket.computeIfAbsent(market, key -> new ArrayList<>(2));
    if (!list.contains(connection)) {
      list.add(connection);
    }
  }

  /** Ends the following unless one of the market's tokens is still wanted. */
  void unfollow(Connection connection, LiveMarket market) {
    List<Connection> list = byMarket.get(market);
    if (list != null && connection.followed(market.spec().tokenIds()).isEmpty()) {
      list.remove(connection);
    }
  }

  /** A market was opened; whoever asked for its tokens before follows it from now on. */
  void opened(LiveMarket market) {
    for (Connection connection : connections.values()) {
      if (!connection.followed(market.spec().tokenIds()).isEmpty()) {
        follow(connection, market);
      }
    }
  }

  void closed(LiveMarket market) {
    byMarket.remove(market);
  }
}
