package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.Header;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /**
   * A connection brings the book anew, which ends a hole if there is one. The same book as the last
   * means that nothing was missed; another one may have changed before the loss was noticed, so the
   * hole begins when the token's record was last known to be whole.
   */
  void endsWithBook(TokenState state, Book book) {
    GapReason reason = state.lostBy();
    Instant since = state.found();
    Instant probed = state.takeProbe();
    boolean isSame =
        !book.hash().isEmpty()
            && book.hash().equals(state.hash())
            && book.header().sourceTime() == state.sourceTime();
    if (isSame || (since == null && probed == null)) {
      return;
    }
    Instant from = earliest(since, probed, state.wholeUntil());
    if (from != null && from.isBefore(book.header().receivedAt())) {
      buffers.add(
          gap(
              state,
              since == null ? GapReason.TOKEN_SILENT : reason,
              from,
              "until the book came again"));
    }
  }

  private static @Nullable Instant earliest(@Nullable Instant... times) {
    return Stream.of(times).filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
  }

  Gap gap(TokenState state, GapReason reason, Instant from, String detail) {
    var header = new Header(state.token(), state.conditionId(), 0, clock.instant(), "", 0);
    return new Gap(header, reason, from, true, detail);
  }
}
