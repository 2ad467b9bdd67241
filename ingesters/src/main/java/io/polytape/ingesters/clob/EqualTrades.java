package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.Trade;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers the equal trades of one transaction; remembers the last hundred thousand trades. */
final class EqualTrades {
  private static final int MOST = 100_000;

  private final Map<Long, Integer> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > MOST;
        }
      };

  /** The trade with its number. */
  Trade numbered(Trade trade) {
    Header header = trade.header();
    long identity =
        new ElementHash()
            .add(trade.transactionHash())
            // Without a transaction the time is all there is to tell trades apart.
            .add(trade.transactionHash().isEmpty() ? header.sourceTime() : 0)
            .add(header.tokenId())
            .add(String.valueOf(trade.side()))
            .add(plain(trade.price()))
            .add(plain(trade.size()))
            .value();
    int occurrence = seen.merge(identity, 1, Integer::sum) - 1;
    return occurrence == 0
        ? trade
        : new Trade(
            header,
            trade.price(),
            trade.size(),
            trade.side(),
            trade.feeRateBps(),
            trade.transactionHash(),
            occurrence,
            trade.fromDataApi());
  }

  private static String plain(@Nullable BigDecimal number) {
    return number == null ? "" : number.stripTrailingZeros().toPlainString();
  }
}
