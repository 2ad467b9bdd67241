package io.polytape.simulator.world;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A market as it stands at one time.
 *
 * @param time the market clock, in epoch seconds
 * @param tick price of the first outcome in ticks
 * @param volumeUnits collateral traded so far, each match once, in base units
 * @param dayUnits the same for the running UTC day
 * @param tradedAt epoch second of the last trade, 0 if there was none
 * @param trades how many matches there were
 */
public record MarketView(
    MarketSpec spec,
    long time,
    int tick,
    long volumeUnits,
    long dayUnits,
    long tradedAt,
    int trades) {
  private static final long LIQUIDITY_STEP = 600;

  public Stage stage() {
    return spec.stageAt(time);
  }

  public boolean closed() {
    return stage() == Stage.CLOSED || stage() == Stage.RESOLVED;
  }

  /** Collateral traded so far. */
  public BigDecimal volume() {
    return BigDecimal.valueOf(volumeUnits, 6);
  }

  /** Collateral in the book; zero once nothing can be traded. */
  public BigDecimal liquidity() {
    if (stage() != Stage.OPEN || !spec.kind().tradable()) {
      return BigDecimal.ZERO;
    }
    long hash = Mix.of(spec.index(), 19, time / LIQUIDITY_STEP);
    int digits = (int) (hash & 7) % 7;
    return BigDecimal.valueOf((hash >>> 8) % 40_000_000_000L, 6)
        .setScale(digits, java.math.RoundingMode.DOWN);
  }

  /** When anything about it changed last, in epoch seconds. */
  public long updatedAt() {
    long step = stage() == Stage.OPEN ? time / LIQUIDITY_STEP * LIQUIDITY_STEP : 0;
    return Math.max(Math.max(step, tradedAt), spec.stageChangedAt(time));
  }

  /** One price per outcome as the listing gives them; empty where it gives none. */
  public List<String> outcomePrices() {
    if (spec.kind() == MarketKind.LEGACY
        || (spec.kind() == MarketKind.NEG_RISK && trades == 0 && stage() == Stage.OPEN)) {
      return List.of();
    }
    int outcomes = spec.outcomes().size();
    var prices = new ArrayList<String>();
    for (int outcome = 0; outcome < outcomes; outcome++) {
      prices.add(
          switch (stage()) {
            case RESOLVED ->
                spec.winner() < 0 ? split(outcomes) : outcome == spec.winner() ? "1" : "0";
            case CLOSED -> spec.winner() == outcome ? "0.9995" : "0.0005";
            case OPEN, ENDED -> price(outcome).toPlainString();
          });
    }
    return prices;
  }

  /** The outcome that pays, once that is final; empty before and where it was split evenly. */
  public Optional<String> winningOutcome() {
    boolean known =
        stage() == Stage.RESOLVED && spec.winner() >= 0 && spec.kind() != MarketKind.LEGACY;
    return known ? Optional.of(spec.outcomes().get(spec.winner())) : Optional.empty();
  }

  /** Last price of an outcome. */
  public BigDecimal price(int outcome) {
    int steps = outcome == 0 || spec.outcomes().size() != 2 ? tick : spec.ticks() - tick;
    return BigDecimal.valueOf(steps, spec.ticks() == 100 ? 2 : 3).stripTrailingZeros();
  }

  private static String split(int outcomes) {
    return outcomes == 2 ? "0.5" : "0.3333";
  }
}
