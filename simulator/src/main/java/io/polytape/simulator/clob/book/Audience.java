package io.polytape.simulator.clob.book;

import java.util.List;

/**
 * Hears what happens to the books, in order, after it has happened. Called under the venue's lock,
 * so it must not wait for anybody.
 */
public interface Audience {
  /**
   * One batch of the engine.
   *
   * @param bestMoved whether the best bid or ask is another one now
   */
  void changed(LiveMarket market, List<Change> batch, boolean bestMoved);

  /**
   * Trades of one transaction, and what became of the book in their batch.
   *
   * @param bestMoved whether the best bid or ask is another one now
   */
  void traded(LiveMarket market, List<Match> matches, TradeEffect effect, boolean bestMoved);

  /** The grid of prices changed. */
  void regridded(LiveMarket market, int oldTick);

  void listed(LiveMarket market);

  /**
   * The market has a result, or is gone without one.
   *
   * @param said whether the venue says so
   */
  void resolved(LiveMarket market, boolean said);

  /** Nobody is there. */
  Audience NOBODY =
      new Audience() {
        @Override
        public void changed(LiveMarket market, List<Change> batch, boolean bestMoved) {}

        @Override
        public void traded(
            LiveMarket market, List<Match> matches, TradeEffect effect, boolean bestMoved) {}

        @Override
        public void regridded(LiveMarket market, int oldTick) {}

        @Override
        public void listed(LiveMarket market) {}

        @Override
        public void resolved(LiveMarket market, boolean said) {}
      };
}
