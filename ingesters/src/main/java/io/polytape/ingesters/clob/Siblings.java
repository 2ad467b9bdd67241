package io.polytape.ingesters.clob;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts tokens under suspicion that were silent while another token of their market moved: the venue
 * says every change for all tokens of a market at once.
 */
final class Siblings {
  private final TokenStates states;
  private final Duration apart;

  /**
   * @param apart how far the siblings may be apart
   */
  Siblings(TokenStates states, Duration apart) {
    this.states = states;
    this.apart = apart;
  }

  void look() {
    Map<String, Instant> newest = new HashMap<>();
    for (TokenState state : states.all()) {
      Instant heard = state.heardAt();
      if (heard != null) {
        newest.merge(state.conditionId(), heard, (one, other) -> one.isAfter(other) ? one : other);
      }
    }
    for (TokenState state : states.all()) {
      Instant heard = state.heardAt();
      Instant sibling = newest.get(state.conditionId());
      if (heard != null && sibling != null && heard.plus(apart).isBefore(sibling)) {
        state.suspect(true);
      }
    }
  }
}
