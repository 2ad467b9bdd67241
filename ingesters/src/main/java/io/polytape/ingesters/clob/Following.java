package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Partitions;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the subscriptions to what the shared list in Redis says. */
final class Following {
  private static final Logger log = LoggerFactory.getLogger(Following.class);

  private final ActiveTokens active;
  private final TokenStates states;
  private final Shards shards;
  private final Markets markets;
  private final Gaps gaps;
  private final HeardQueue queue;
  private final Restart restart;
  private final Duration every;
  private final InstantSource clock;
  private Instant next = Instant.MIN;
  private boolean isFirst = true;

  Following(
      ActiveTokens active,
      TokenStates states,
      Shards shards,
      Markets markets,
      Gaps gaps,
      HeardQueue queue,
      Restart restart,
      Duration every,
      InstantSource clock) {
    this.active = active;
    this.states = states;
    this.shards = shards;
    this.markets = markets;
    this.gaps = gaps;
    this.queue = queue;
    this.restart = restart;
    this.every = every;
    this.clock = clock;
  }

  /** Does what markets asked for, and looks at the list when it is time. Returns how much. */
  int refresh() throws TransientException, InterruptedException {
    int done = work();
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return done;
    }
    Set<String> wanted = active.read();
    Set<String> gone = new HashSet<>();
    for (TokenState state : states.all()) {
      if (!wanted.contains(state.token())) {
        gone.add(state.token());
      }
    }
    Set<String> fresh = new HashSet<>(wanted);
    fresh.removeIf(token -> states.get(token) != null);
    Map<String, ActiveTokens.Known> known = active.known(fresh);
    Map<String, ActiveTokens.Known> left = active.known(gone);
    next = now.plus(every);
    follow(known);
    leave(gone, left);
    isFirst = false;
    return done + fresh.size() + gone.size();
  }

  private int work() throws TransientException {
    int done = 0;
    for (Markets.Task task = markets.next(); task != null; task = markets.next()) {
      try {
        switch (task) {
          case Markets.Task.LookUp(String slug) -> active.lookUp(slug);
          case Markets.Task.End(String token, String reason) -> {
            active.end(token, reason);
            next = Instant.MIN;
          }
        }
        done++;
      } catch (TransientException e) {
        markets.again(task);
        throw e;
      }
    }
    return done;
  }

  private void follow(Map<String, ActiveTokens.Known> tokens) throws InterruptedException {
    var open = new ArrayList<String>();
    tokens.forEach(
        (token, known) -> {
          if (known.ended().isEmpty()) {
            states.follow(token, known.conditionId());
            open.add(token);
          }
        });
    if (open.isEmpty()) {
      return;
    }
    if (isFirst) {
      queue.put(new Heard.Step(() -> restarted(open)));
    }
    shards.add(open);
    log.atInfo().addKeyValue("tokens", open.size()).log("following more tokens");
  }

  private void restarted(List<String> tokens) {
    for (String token : tokens) {
      TokenState state = states.get(token);
      if (state != null) {
        restart
            .heardUpTo(Partitions.of(token))
            .ifPresent(
                heard -> gaps.lose(state, GapReason.RESTART, heard, "no ingester was at work"));
      }
    }
  }

  private void leave(Collection<String> gone, Map<String, ActiveTokens.Known> known)
      throws InterruptedException {
    if (gone.isEmpty()) {
      return;
    }
    shards.remove(gone);
    queue.put(new Heard.Step(() -> gone.forEach(token -> left(token, known.get(token)))));
    log.atInfo().addKeyValue("tokens", gone.size()).log("tokens are followed no longer");
  }

  private void left(String token, ActiveTokens.@org.jspecify.annotations.Nullable Known known) {
    TokenState state = states.forget(token);
    if (state != null) {
      String ended = known == null ? "" : known.ended();
      markets.ended(
          token,
          state.conditionId(),
          ended.isEmpty() ? "unfollowed" : ended,
          new FrameParser.Origin("", 0, clock.instant()));
    }
  }
}
