package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.Audience;
import io.polytape.simulator.clob.book.Change;
import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.clob.book.Match;
import io.polytape.simulator.clob.book.TradeEffect;
import io.polytape.simulator.world.Rng;
import java.time.InstantSource;
import java.util.List;

/**
 * Tells connections what happens to the markets that they follow. A frame is written once, however
 * many hear it, and not at all if nobody does.
 */
final class Broadcast implements Audience {
  private final LiveFaults faults;
  private final Followers followers;
  private final FrameWriter writer;
  private final Trouble trouble;
  private final InstantSource clock;
  private final Rng rng;

  Broadcast(
      LiveFaults faults,
      Followers followers,
      FrameWriter writer,
      Trouble trouble,
      InstantSource clock,
      Rng rng) {
    this.faults = faults;
    this.followers = followers;
    this.writer = writer;
    this.trouble = trouble;
    this.clock = clock;
    this.rng = rng;
  }

  @Override
  public void changed(LiveMarket market, List<Change> batch, boolean bestMoved) {
    List<Connection> to = followers.of(market);
    if (to.isEmpty()) {
      return;
    }
    boolean bestFirst = rng.chance(0.5);
    if (bestMoved && bestFirst) {
      best(market, to);
    }
    tell(market, batch, market.changedAt(), to);
    if (bestMoved && !bestFirst) {
      best(market, to);
    }
  }

  /** One frame a level as a rule; all state the hash and best prices after the whole batch. */
  private void tell(LiveMarket market, List<Change> batch, long time, List<Connection> to) {
    String[] hashes = {market.hash(0), market.hash(1)};
    for (int from = 0; from < batch.size(); ) {
      int until = rng.chance(0.9) ? from + 1 : batch.size();
      List<Change> levels = batch.subList(from, until);
      all(to, writer.changes(market, levels, hashes, time));
      if (rng.chance(0.01)) {
        all(to, writer.changes(market, levels, hashes, time)); // the venue repeats itself
      }
      from = until;
    }
  }

  private void best(LiveMarket market, List<Connection> to) {
    for (int outcome = 0; outcome < 2; outcome++) {
      one(market, outcome, to, true, writer.best(market, outcome));
    }
  }

  private void all(List<Connection> to, Frame frame) {
    to.forEach(connection -> trouble.bring(connection, frame));
  }

  /** To those who follow this very token. */
  private void one(
      LiveMarket market, int outcome, List<Connection> to, boolean custom, Frame frame) {
    for (Connection connection : to) {
      if (connection.tokens.contains(market.token(outcome)) && (connection.custom || !custom)) {
        trouble.bring(connection, frame);
      }
    }
  }

  /**
   * What trades took is told by the whole books of both outcomes alone. What else their batch
   * changed is in these books too, and is told again right behind them.
   */
  @Override
  public void traded(
      LiveMarket market, List<Match> matches, TradeEffect effect, boolean bestMoved) {
    List<Connection> to = followers.of(market);
    if (to.isEmpty()) {
      return;
    }
    boolean tradesFirst = rng.chance(0.5);
    boolean bestFirst = rng.chance(0.5);
    if (tradesFirst) {
      trades(market, matches, to);
    }
    if (bestMoved && bestFirst) {
      best(market, to);
    }
    if (!effect.isNone() || rng.chance(0.3)) {
      books(market, to, false);
    }
    if (!effect.told().isEmpty()) {
      tell(market, effect.told(), effect.toldAt(), to);
    }
    if (bestMoved && !bestFirst) {
      best(market, to);
    }
    if (!tradesFirst) {
      trades(market, matches, to);
    }
  }

  private void trades(LiveMarket market, List<Match> matches, List<Connection> to) {
    Frame frame = writer.trades(matches, market, true);
    for (Connection connection : to) {
      if (connection.tokens.contains(matches.getFirst().token())) {
        trade(connection, market, matches, frame);
      }
    }
  }

  private void trade(Connection connection, LiveMarket market, List<Match> matches, Frame frame) {
    Order order =
        faults.anyOfFrames()
            ? faults.take(LiveFault.MISSING_TRADE_SIZE, connection.id, frame.tokens(), frame.type())
            : null;
    if (order == null) {
      trouble.bring(connection, frame);
    } else {
      faults.once(order, connection.id, frame.tokens(), matches.size(), "size left out");
      trouble.bring(connection, writer.trades(matches, market, false));
    }
  }

  private void books(LiveMarket market, List<Connection> to, boolean whole) {
    for (int outcome = 0; outcome < 2; outcome++) {
      one(market, outcome, to, false, writer.book(market, outcome, whole));
    }
  }

  @Override
  public void regridded(LiveMarket market, int oldTick) {
    List<Connection> to = followers.of(market);
    for (int outcome = 0; outcome < 2; outcome++) {
      one(market, outcome, to, false, writer.tick(market, outcome, oldTick));
    }
    books(market, to, true);
  }

  @Override
  public void listed(LiveMarket market) {
    followers.opened(market);
    toCustom(MarketNews.listed(market, clock.millis()));
  }

  @Override
  public void resolved(LiveMarket market, boolean said) {
    followers.closed(market);
    if (said) {
      toCustom(MarketNews.resolved(market, clock.millis()));
    }
  }

  private void toCustom(Frame frame) {
    for (Connection connection : followers.all()) {
      if (connection.custom) {
        trouble.bring(connection, frame);
      }
    }
  }
}
