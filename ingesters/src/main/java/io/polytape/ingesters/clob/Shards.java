package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The connections and which tokens each carries. Safe for several threads. */
final class Shards {
  private final ShardPlan plan;
  private final int replicas;
  private final Dialer dialer;
  private final Timing timing;
  private final TokenStates states;
  private final FirstBooks firstBooks;
  private final Map<Integer, List<Connection>> connections = new TreeMap<>();
  private Instant nextLook = Instant.MIN;

  Shards(
      ShardPlan plan,
      int replicas,
      Dialer dialer,
      Timing timing,
      TokenStates states,
      FirstBooks firstBooks) {
    this.plan = plan;
    this.firstBooks = firstBooks;
    this.replicas = replicas;
    this.dialer = dialer;
    this.timing = timing;
    this.states = states;
  }

  /** Begins to carry tokens. */
  synchronized void add(Collection<String> tokens) {
    plan.add(byMarket(tokens))
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

  private Collection<List<String>> byMarket(Collection<String> tokens) {
    var groups = new LinkedHashMap<String, List<String>>();
    for (String token : tokens) {
      TokenState state = states.get(token);
      String market = state == null || state.conditionId().isEmpty() ? token : state.conditionId();
      groups.computeIfAbsent(market, key -> new ArrayList<>()).add(token);
    }
    return groups.values();
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
      there.add(new Connection(new ConnectionKey(shard, replica), dialer, timing, states));
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
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(timing.firstBook().dividedBy(20));
      lookForBooks(now);
    }
  }

  private void lookForBooks(Instant now) {
    Set<String> moving = new LinkedHashSet<>();
    connections.forEach(
        (shard, there) -> {
          for (Connection connection : there) {
            Link link = connection.link();
            if (link == null || !link.isOpen()) {
              continue;
            }
            switch (firstBooks.look(link, now, plan.tokens(shard))) {
              case FirstBooks.Need.Nothing nothing -> {}
              case FirstBooks.Need.Again again -> connection.resubscribe(again.tokens());
              case FirstBooks.Need.Anew anew -> {
                each(anew.tokens(), TokenState::renewed);
                connection.reconnect(GapReason.TOKEN_SILENT, "most first books did not come");
              }
              case FirstBooks.Need.Move move -> moving.addAll(move.tokens());
            }
          }
        });
    if (!moving.isEmpty()) {
      move(moving);
    }
  }

  private void each(Collection<String> tokens, Consumer<TokenState> action) {
    for (String token : tokens) {
      TokenState state = states.get(token);
      if (state != null) {
        action.accept(state);
      }
    }
  }

  /** Asks for the books of tokens once more, wherever they are carried. */
  synchronized void resubscribe(Collection<String> tokens) {
    for (String token : tokens) {
      of(token).forEach(connection -> connection.resubscribe(List.of(token)));
    }
  }

  /** Makes the connections of a token anew. */
  synchronized void reconnect(String token, GapReason reason, String why) {
    of(token).forEach(connection -> connection.reconnect(reason, why));
  }

  /** Gives tokens a connection of their own, apart from where they were. */
  synchronized void move(Collection<String> tokens) {
    each(tokens, TokenState::moved);
    remove(tokens);
    open(plan.move(tokens));
  }

  private List<Connection> of(String token) {
    return plan.shardOf(token)
        .map(shard -> connections.getOrDefault(shard, List.of()))
        .orElse(List.of());
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
