package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.Header;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Says where the record has holes. A hole that lasts until a connection brings a new book is said
 * twice: when it begins, and again just before that book, because whoever fetched the book by other
 * means meanwhile has closed the first one too early. Used by the thread that parses.
 */
final class Gaps {
  private final TokenStates states;
  private final EventBuffers buffers;
  private final InstantSource clock;

  Gaps(TokenStates states, EventBuffers buffers, InstantSource clock) {
    this.states = states;
    this.buffers = buffers;
    this.clock = clock;
  }

  /** A hole of the past: something from then until now is missing. */
  void say(String token, GapReason reason, Instant from, String detail) {
    TokenState state = states.get(token);
    if (state != null) {
      buffers.add(gap(state, reason, from, detail));
    }
  }

  /** A hole that lasts until the next first book. */
  void lose(TokenState state, GapReason reason, Instant from, String detail) {
    if (state.lose(from, reason)) {
      buffers.add(gap(state, reason, from, detail));
    }
  }

  /** A connection is about to bring the book anew. */
  void endsWithBook(TokenState state, Instant at) {
    GapReason reason = state.lostBy();
    Instant since = state.found();
    if (since != null && since.isBefore(at)) {
      buffers.add(gap(state, reason, since, "until the book came again"));
    }
  }

  Gap gap(TokenState state, GapReason reason, Instant from, String detail) {
    var header = new Header(state.token(), state.conditionId(), 0, clock.instant(), "", 0);
    return new Gap(header, reason, from, true, detail);
  }
}
