package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent.Ended;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.NewMarket;
import io.polytape.common.live.MarketEvent.Resolved;
import io.polytape.ingesters.clob.FrameParser.Origin;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the venue says of whole markets, on every connection alike: taken once. What follows from it
 * in Redis is done by another thread.
 */
final class Markets {
  private static final int MOST_WAITING = 10_000;

  /** Something to do in Redis. */
  sealed interface Task {
    /** Look at Gamma for a market. */
    record LookUp(String slug) implements Task {}

    /** The token is over. */
    record End(String token, String reason) implements Task {}
  }

  private final TokenStates states;
  private final EventBuffers buffers;
  private final RecentElements recent = new RecentElements(1 << 14);
  private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();

  Markets(TokenStates states, EventBuffers buffers) {
    this.states = states;
    this.buffers = buffers;
  }

  /** Returns whether it was said for the first time. */
  boolean listed(Element.Listed market, Origin origin) {
    long identity =
        new ElementHash().add(market.id()).add(market.conditionId()).add(market.slug()).value();
    if (recent.isKnown(identity, origin.receivedAt())) {
      return false;
    }
    if (!market.tokens().isEmpty()) {
      buffers.add(
          new NewMarket(
              header(market.tokens().get(0), market.conditionId(), market.sourceTime(), origin),
              market.slug(),
              market.json()));
    }
    if (!market.slug().isEmpty()) {
      add(new Task.LookUp(market.slug()));
    }
    return true;
  }

  /** What the end of a market was to us. */
  enum Settling {
    NEWS,
    RESEND,
    NOT_FOLLOWED
  }

  Settling settled(Element.Settled market, Origin origin) {
    var settling = Settling.NOT_FOLLOWED;
    for (String token : tokens(market)) {
      TokenState state = states.get(token);
      if (state == null) {
        continue;
      }
      if (recent.isKnown(new ElementHash().add(token).value(), origin.receivedAt())) {
        settling = settling == Settling.NEWS ? settling : Settling.RESEND;
        continue;
      }
      settling = Settling.NEWS;
      Header header = header(token, market.conditionId(), market.sourceTime(), origin);
      buffers.add(new Resolved(header, market.winningToken(), market.winningOutcome()));
      add(new Task.End(token, "resolved"));
    }
    return settling;
  }

  /** Those that are named, else those of the market. */
  private List<String> tokens(Element.Settled market) {
    return market.tokens().isEmpty() && !market.conditionId().isEmpty()
        ? states.all().stream()
            .filter(state -> state.conditionId().equals(market.conditionId()))
            .map(TokenState::token)
            .toList()
        : market.tokens();
  }

  /** The token is followed no longer; behind all else of it. */
  void ended(String token, String conditionId, String reason, Origin origin) {
    buffers.add(new Ended(header(token, conditionId, 0, origin), reason));
  }

  private static Header header(String token, String conditionId, long time, Origin origin) {
    return new Header(
        token, conditionId, time, origin.receivedAt(), origin.connection(), origin.sequence());
  }

  private void add(Task task) {
    if (tasks.size() < MOST_WAITING) {
      tasks.add(task);
    }
  }

  @Nullable Task next() {
    return tasks.poll();
  }

  /** Puts back what could not be done. */
  void again(Task task) {
    tasks.add(task);
  }
}
