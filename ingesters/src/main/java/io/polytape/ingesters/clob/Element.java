package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent;
import java.util.List;

/** What a frame consists of, once read. */
sealed interface Element {
  /**
   * An event of one token.
   *
   * @param identity hash of all of its content, by which a resend is known; 0 when nothing in it
   *     tells it from another of the same content
   */
  record Event(MarketEvent event, long identity) implements Element {}

  /**
   * A market was listed; said on every connection.
   *
   * @param json the venue's object
   */
  record Listed(
      String id, String conditionId, String slug, List<String> tokens, long sourceTime, String json)
      implements Element {
    public Listed {
      tokens = List.copyOf(tokens);
    }
  }

  /** A market has a result; said on every connection. */
  record Settled(
      String conditionId,
      List<String> tokens,
      String winningToken,
      String winningOutcome,
      long sourceTime)
      implements Element {
    public Settled {
      tokens = List.copyOf(tokens);
    }
  }

  /** An object of a type that we do not know. */
  record Unknown(String type, String raw) implements Element {}

  /**
   * An object that cannot be what it says it is.
   *
   * @param tokens those that it names
   */
  record Bad(String reason, String conditionId, List<String> tokens, String raw)
      implements Element {
    public Bad {
      tokens = List.copyOf(tokens);
    }
  }
}
