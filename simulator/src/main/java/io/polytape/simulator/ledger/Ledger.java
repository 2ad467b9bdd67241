package io.polytape.simulator.ledger;

import io.polytape.simulator.world.Fills;
import io.polytape.simulator.world.MarketSpec;
import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.MatchKind;
import io.polytape.simulator.world.World;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is true of everything made visible so far. Safe for use by several threads. */
public final class Ledger {
  private static final int PRICE_PLACES = 18;

  private final World world;
  private final Present present;
  private final ListedNow listedNow;

  /** Brings the world up to the present, which it gives in epoch seconds. */
  public interface Present {
    long advance();
  }

  /** Which markets the listings show. */
  public interface ListedNow {
    List<MarketView> markets(long now);
  }

  /**
   * @param present brings the world up to the present and gives the present in epoch seconds
   * @param listedNow what the listings show at a time
   */
  public Ledger(World world, Present present, ListedNow listedNow) {
    this.world = world;
    this.present = present;
    this.listedNow = listedNow;
  }

  /** All fills in the order of (timestamp, id). */
  public Stream<LedgerFill> fills() {
    return fills(0, Integer.MAX_VALUE);
  }

  /** At most {@code limit} fills from a place in the order on. */
  public Stream<LedgerFill> fills(long from, int limit) {
    present.advance();
    int size = world.visible().fills();
    int first = Math.clamp(from, 0, size);
    return IntStream.range(first, (int) Math.min((long) first + limit, size)).mapToObj(this::fill);
  }

  private LedgerFill fill(int row) {
    Fills fills = world.fills();
    MarketSpec market = world.market(fills.market(row));
    boolean buy = fills.buy(row);
    boolean takerLeg = fills.kind(row) == MatchKind.TAKER_ORDER;
    long collateral = buy ? fills.made(row) : fills.taken(row);
    long tokens = buy ? fills.taken(row) : fills.made(row);
    String tokenId = market.tokenIds().get(fills.outcome(row));
    String transaction = world.transactions().text(fills.transaction(row));
    String order = world.orders().text(fills.order(row));
    return new LedgerFill(
        row,
        transaction + "_" + order,
        fills.timestamp(row),
        transaction,
        order,
        market.exchange().address(),
        address(fills.maker(row)),
        takerLeg ? market.exchange().address() : address(fills.taker(row)),
        buy ? "0" : tokenId,
        buy ? tokenId : "0",
        fills.made(row),
        fills.taken(row),
        fills.fee(row),
        takerLeg,
        fills.kind(row).name(),
        market.marketId(),
        market.conditionId(),
        tokenId,
        market.outcomes().get(fills.outcome(row)),
        fills.outcome(row),
        buy ? "BUY" : "SELL",
        buy ? "SELL" : "BUY",
        price(collateral, tokens),
        collateral,
        tokens,
        BigDecimal.valueOf(collateral, 6),
        BigDecimal.valueOf(tokens, 6));
  }

  private static @Nullable BigDecimal price(long collateral, long tokens) {
    if (tokens == 0) {
      return null;
    }
    return BigDecimal.valueOf(collateral)
        .divide(BigDecimal.valueOf(tokens), PRICE_PLACES, RoundingMode.HALF_EVEN);
  }

  private String address(int wallet) {
    return new String(world.wallets().address(wallet), StandardCharsets.US_ASCII);
  }

  /** Every market, in the order of their ids. */
  public List<LedgerMarket> markets() {
    long now = present.advance();
    Set<Integer> listed = new HashSet<>();
    listedNow.markets(now).forEach(view -> listed.add(view.spec().index()));
    return world.markets(now, 0).stream()
        .map(view -> market(view, listed.contains(view.spec().index())))
        .toList();
  }

  private static LedgerMarket market(MarketView view, boolean listed) {
    MarketSpec spec = view.spec();
    List<String> tags = spec.event().tags().stream().map(tag -> tag.label()).toList();
    return new LedgerMarket(
        spec.marketId(),
        spec.conditionId(),
        spec.question(),
        spec.slug(),
        tags.getFirst(),
        tags,
        spec.outcomes(),
        spec.tokenIds().isEmpty() ? spec.positionIds() : spec.tokenIds(),
        true,
        view.closed(),
        spec.negRisk(),
        view.volume(),
        view.liquidity(),
        view.winningOutcome().orElse(null),
        spec.createdAt(),
        spec.saysEndDate() ? spec.endAt() : null,
        view.closed() ? spec.closedAt() : null,
        view.updatedAt(),
        listed);
  }

  public LedgerSummary summary() {
    long now = present.advance();
    int size = world.visible().fills();
    Fills fills = world.fills();
    long takerLegs = 0;
    long zeroTokens = 0;
    long second = 0;
    long largest = 0;
    var made = new Sum();
    var taken = new Sum();
    var collateral = new Sum();
    var tokens = new Sum();
    var fees = new Sum();
    var volume = new Sum();
    for (int row = 0; row < size; row++) {
      boolean buy = fills.buy(row);
      MatchKind kind = fills.kind(row);
      long paid = buy ? fills.made(row) : fills.taken(row);
      long bought = buy ? fills.taken(row) : fills.made(row);
      made.add(fills.made(row));
      taken.add(fills.taken(row));
      collateral.add(paid);
      tokens.add(bought);
      fees.add(fills.fee(row));
      if (kind == MatchKind.TAKER_ORDER) {
        takerLegs++;
      }
      if (kind == MatchKind.TAKER_ORDER || kind == MatchKind.DIRECT) {
        volume.add(paid);
      }
      if (bought == 0) {
        zeroTokens++;
      }
      second = row > 0 && fills.timestamp(row) == fills.timestamp(row - 1) ? second + 1 : 1;
      largest = Math.max(largest, second);
    }
    return new LedgerSummary(
        size,
        takerLegs,
        zeroTokens,
        world.markets(now, 0).size(),
        made.total(),
        taken.total(),
        collateral.total(),
        tokens.total(),
        fees.total(),
        volume.total(),
        size == 0 ? null : fills.timestamp(0),
        size == 0 ? null : fills.timestamp(size - 1),
        largest);
  }

  /** Adds up without overflow and without a number object for each row. */
  private static final class Sum {
    private BigInteger carried = BigInteger.ZERO;
    private long running;

    void add(long amount) {
      if (running > Long.MAX_VALUE / 2) {
        carried = carried.add(BigInteger.valueOf(running));
        running = 0;
      }
      running += amount;
    }

    BigInteger total() {
      return carried.add(BigInteger.valueOf(running));
    }
  }
}
