package io.polytape.processors.trade;

import static io.polytape.common.trade.OrderFilled.COLLATERAL;

import io.polytape.common.market.MarketOutcome;
import io.polytape.common.market.TokenId;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.Price;
import io.polytape.common.trade.Side;
import io.polytape.common.trade.Trade;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The arithmetic from a fill to a trade. Exactly one side of a fill is collateral; a maker who
 * gives it buys. Amounts stay integers and the price is their ratio, so nothing is rounded but the
 * price's last place.
 */
final class TradeDerivation {
  /** Age at arrival from which a fill that was read live is flagged as stale. */
  static final Duration STALE = Duration.ofMinutes(5);

  /** Stands in for a market that never became known. */
  private static final MarketOutcome NO_MARKET = new MarketOutcome("", "", "", -1, null);

  private TradeDerivation() {}

  /** The token that changed hands, if the fill has one at all. */
  static Optional<String> tokenOf(OrderFilled fill) {
    boolean makerGivesCollateral = fill.makerAssetId().equals(COLLATERAL);
    if (makerGivesCollateral == fill.takerAssetId().equals(COLLATERAL)) {
      return Optional.empty();
    }
    String token = makerGivesCollateral ? fill.takerAssetId() : fill.makerAssetId();
    return TokenId.isValid(token) ? Optional.of(token) : Optional.empty();
  }

  /** Derives the trade, given what is known of the tokens. */
  static Derivation derive(OrderFilled fill, Map<String, MarketOutcome> known) {
    Optional<String> token = tokenOf(fill);
    if (token.isEmpty()) {
      return new Derivation.Poison(
          "expected collateral on one side and a token id on the other, was '%s' for '%s'"
              .formatted(shortened(fill.makerAssetId()), shortened(fill.takerAssetId())));
    }
    MarketOutcome market = known.get(token.get());
    return market == null
        ? new Derivation.UnknownToken(token.get())
        : new Derivation.Derived(trade(fill, token.get(), market, true));
  }

  /** The trade of a fill whose market never became known: flagged, with an empty market. */
  static Derivation deriveWithoutMarket(OrderFilled fill) {
    return switch (derive(fill, Map.of())) {
      case Derivation.UnknownToken(String token) ->
          new Derivation.Derived(trade(fill, token, NO_MARKET, false));
      case Derivation.Derived derived -> derived;
      case Derivation.Poison poison -> poison;
    };
  }

  private static Trade trade(
      OrderFilled fill, String token, MarketOutcome market, boolean marketKnown) {
    boolean buys = fill.makerAssetId().equals(COLLATERAL);
    var usd = buys ? fill.makerAmountFilled() : fill.takerAmountFilled();
    var tokens = buys ? fill.takerAmountFilled() : fill.makerAmountFilled();
    long ageSeconds = fill.receivedAt().getEpochSecond() - fill.timestamp();
    return new Trade(
        fill,
        token,
        market.marketId(),
        market.conditionId(),
        market.outcome(),
        market.outcomeIndex(),
        market.negRisk(),
        buys ? Side.BUY : Side.SELL,
        Price.of(usd, tokens),
        usd,
        tokens,
        fill.live() && ageSeconds > STALE.toSeconds(),
        marketKnown);
  }

  private static String shortened(String foreign) {
    return foreign.length() > 100 ? foreign.substring(0, 100) + "..." : foreign;
  }
}
