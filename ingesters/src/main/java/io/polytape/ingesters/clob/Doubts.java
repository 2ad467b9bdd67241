package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import java.time.Instant;
import java.util.List;

/**
 * What follows from a doubt about a token: the gap, and a cure that grows with the times that it
 * did not help: to ask again, to make the connection anew, to move the token to another one.
 */
final class Doubts implements Auditor.OnDoubt, FirstBooks.OnMissing {
  private final Gaps gaps;
  private final HeardQueue queue;
  private final Oddities oddities;
  private volatile @org.jspecify.annotations.Nullable Shards shards;

  Doubts(Gaps gaps, HeardQueue queue, Oddities oddities) {
    this.gaps = gaps;
    this.queue = queue;
    this.oddities = oddities;
  }

  /** The connections that cures are for; they and the doubts know each other. */
  void cure(Shards cured) {
    shards = cured;
  }

  @Override
  public void silent(TokenState state, Instant from) {
    int times = state.doubt();
    lose(state, GapReason.TOKEN_SILENT, from, "REST has a newer book; doubt " + times);
    Shards cured = shards;
    if (cured == null) {
      return;
    }
    if (times == 1) {
      cured.resubscribe(List.of(state.token()));
    } else if (times == 2) {
      cured.reconnect(state.token(), GapReason.TOKEN_SILENT, "a token stays silent");
    } else {
      cured.move(List.of(state.token()));
    }
  }

  @Override
  public void differs(TokenState state, Instant from) {
    oddities.error("audit", state.token() + ": the book differs from the venue's");
    put(
        new Heard.Step(
            () -> gaps.say(state.token(), GapReason.AUDIT, from, "differs from the venue's book")));
  }

  @Override
  public void missing(TokenState state, GapReason reason, Instant since, String detail) {
    lose(state, reason, since, detail);
  }

  private void lose(TokenState state, GapReason reason, Instant from, String detail) {
    oddities.error(reason.word(), state.token() + ": " + detail);
    put(new Heard.Step(() -> gaps.lose(state, reason, from, detail)));
  }

  private void put(Heard heard) {
    try {
      queue.put(heard);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
