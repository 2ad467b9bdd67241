package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches that each subscribed token brings its first book in time. One that does not is asked for
 * again; when that is of no use, most of a connection's tokens together mean that the connection is
 * no good, and a few mean that they have to move to another one. Tokens that REST does not know
 * have no book to bring.
 */
final class FirstBooks {
  /** What a connection needs. */
  sealed interface Need {
    record Nothing() implements Need {}

    /** To be asked again for tokens. */
    record Again(List<String> tokens) implements Need {}

    /** To be made anew. */
    record Anew(List<String> tokens) implements Need {}

    /** That tokens are carried by another one. */
    record Move(List<String> tokens) implements Need {}
  }

  /** What is done about a token that misses its first book. */
  interface OnMissing {
    void missing(TokenState state, GapReason reason, Instant since, String detail);
  }

  private static final int OFTEN_ENOUGH = 2;

  /** How many deadlines pass between two attempts when all have failed. */
  private static final int PATIENCE = 15;

  private final TokenStates states;
  private final Duration deadline;
  private final OnMissing onMissing;

  FirstBooks(TokenStates states, Duration deadline, OnMissing onMissing) {
    this.states = states;
    this.deadline = deadline;
    this.onMissing = onMissing;
  }

  /** Looks at the tokens of an open connection. */
  Need look(Link link, Instant now, List<String> tokens) {
    Instant opened = link.openedAt();
    if (opened == null) {
      return new Need.Nothing();
    }
    var again = new ArrayList<String>();
    var failed = new ArrayList<String>();
    for (String token : tokens) {
      TokenState state = states.get(token);
      Asked asked = link.asked(token);
      if (state == null || asked == null || state.isBooked(link)) {
        continue;
      }
      Instant since = asked.at().isBefore(opened) ? opened : asked.at();
      boolean isHopeless = state.isUnknownToRest() || state.moves() >= OFTEN_ENOUGH;
      Duration wait = isHopeless ? deadline.multipliedBy(PATIENCE) : deadline;
      if (now.isBefore(since.plus(wait))) {
        continue;
      }
      if (!state.isUnknownToRest()) {
        onMissing.missing(
            state,
            GapReason.TOKEN_SILENT,
            since,
            "no first book within " + wait.toSeconds() + " s");
      }
      (isHopeless || asked.times() < OFTEN_ENOUGH ? again : failed).add(token);
    }
    if (!again.isEmpty()) {
      return new Need.Again(again);
    }
    if (failed.isEmpty()) {
      return new Need.Nothing();
    }
    boolean isMost = failed.size() * 2 > tokens.size() && tokens.size() > 1;
    // A connection that was made anew for one of these already was not the cure.
    return isMost && failed.stream().noneMatch(this::wasRenewed)
        ? new Need.Anew(failed)
        : new Need.Move(failed);
  }

  private boolean wasRenewed(String token) {
    TokenState state = states.get(token);
    return state != null && state.renewals() > 0;
  }
}
