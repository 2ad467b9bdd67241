package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent.Ended;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.NewMarket;
import io.polytape.common.live.MarketEvent.Resolved;
import io.polytape.ingesters.clob.FrameParser.Origin;
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

  void listed(Element.Listed market, Origin origin) {
    long identity =
        new ElementHash().add(market.id()).add(market.conditionId()).add(market.slug()).value();
    if (market.tokens().isEmpty() || recent.isKnown(identity, origin.receivedAt())) {
      return;
    }
    buffers.add(
        new NewMarket(
            header(market.tokens().get(0), market.conditionId(), market.sourceTime(), origin),
            market.slug(),
            market.json()));
    if (!market.slug().isEmpty()) {
      add(new Task.LookUp(market.slug()));
    }
  }

  void settled(Element.Settled market, Origin origin) {
    for (String token : market.tokens()) {
      TokenState state = states.get(token);
      if (state == null
          || recent.isKnown(new ElementHash().add(token).value(), origin.receivedAt())) {
        continue;
      }
      Header header = header(token, market.conditionId(), market.sourceTime(), origin);
      buffers.add(new Resolved(header, market.winningToken(), market.winningOutcome()));
      add(new Task.End(token, "resolved"));
    }
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
