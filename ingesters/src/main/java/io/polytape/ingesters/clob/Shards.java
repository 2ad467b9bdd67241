package io.polytape.ingesters.clob;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The connections and which tokens each carries. Safe for several threads. */
final class Shards {
  private final ShardPlan plan;
  private final int replicas;
  private final Dialer dialer;
  private final Timing timing;
  private final TokenStates states;
  private final Map<Integer, List<Connection>> connections = new TreeMap<>();

  Shards(int places, int replicas, Dialer dialer, Timing timing, TokenStates states) {
    this.plan = new ShardPlan(places);
    this.replicas = replicas;
    this.dialer = dialer;
    this.timing = timing;
    this.states = states;
  }

  /** Begins to carry tokens. */
  synchronized void add(Collection<String> tokens) {
    plan.add(tokens)
        .forEach(
            (shard, added) -> {
              List<Connection> there = connections.get(shard);
              if (there == null) {
                open(shard);
              } else {
                there.forEach(connection -> connection.subscribe(added));
              }
            });
  }

  /** Carries tokens no longer; a connection that has none left is closed. */
  synchronized void remove(Collection<String> tokens) {
    plan.remove(tokens)
        .forEach(
            (shard, removed) -> {
              List<Connection> there = connections.getOrDefault(shard, List.of());
              if (plan.tokens(shard).isEmpty()) {
                there.forEach(Connection::close);
                connections.remove(shard);
              } else {
                there.forEach(connection -> connection.unsubscribe(removed));
              }
            });
  }

  private void open(int shard) {
    var there = new ArrayList<Connection>();
    for (int replica = 0; replica < replicas; replica++) {
      there.add(new Connection(new ConnectionKey(shard, replica), dialer, timing));
    }
    connections.put(shard, there);
  }

  /** Looks after every connection. */
  synchronized void tick(Instant now) {
    connections.forEach(
        (shard, there) -> {
          List<String> tokens = plan.tokens(shard);
          there.forEach(connection -> connection.tick(now, tokens));
        });
  }

  /** The connections as the page shows them. */
  synchronized List<ConnectionView> views() {
    var views = new ArrayList<ConnectionView>();
    connections.forEach(
        (shard, there) -> {
          List<String> tokens = plan.tokens(shard);
          for (Connection connection : there) {
            views.add(connection.view(tokens.size(), booked(connection, tokens)));
          }
        });
    return views;
  }

  private int booked(Connection connection, List<String> tokens) {
    Link link = connection.link();
    if (link == null) {
      return 0;
    }
    return (int)
        tokens.stream()
            .map(states::get)
            .filter(state -> state != null && state.isBooked(link))
            .count();
  }

  synchronized void close() {
    connections.values().forEach(there -> there.forEach(Connection::close));
  }
}
