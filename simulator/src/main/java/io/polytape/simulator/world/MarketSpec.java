package io.polytape.simulator.world;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a market. All times are epoch seconds.
 *
 * @param index place in the order of ids
 * @param marketId decimal text
 * @param conditionId 0x and 64 hex, or empty
 * @param tokenIds one per outcome; empty where the venue names none
 * @param negRisk null where the venue leaves the field out
 * @param ticks number of price steps in one unit of collateral: 100 or 1000
 * @param winner index of the outcome that pays, or -1 where it is split evenly
 * @param feeBps base fee rate of orders
 * @param weight how often it trades, relative to others
 * @param disputed whether the proposed result is disputed before it is final
 */
public record MarketSpec(
    int index,
    String marketId,
    MarketKind kind,
    VenueEvent event,
    String question,
    String slug,
    String groupItemTitle,
    String conditionId,
    String questionId,
    List<String> outcomes,
    List<String> tokenIds,
    @Nullable Boolean negRisk,
    int ticks,
    int firstTick,
    int winner,
    int feeBps,
    double weight,
    boolean disputed,
    long createdAt,
    long endAt,
    long closedAt,
    long resolvedAt) {

  public MarketSpec {
    outcomes = List.copyOf(outcomes);
    tokenIds = List.copyOf(tokenIds);
  }

  public Exchange exchange() {
    return kind == MarketKind.NEG_RISK ? Exchange.NEG_RISK : Exchange.CTF;
  }

  /** What a market of the second protocol has instead of token ids; empty for the others. */
  public List<String> positionIds() {
    if (kind != MarketKind.PROTOCOL_V2) {
      return List.of();
    }
    var hashes = new Hashes(29, "position");
    return IntStream.range(0, outcomes.size())
        .mapToObj(outcome -> hashes.decimal(index * 8L + outcome))
        .toList();
  }

  /** A few markets are listed without the date they end on. */
  public boolean saysEndDate() {
    return index % 500 != 7;
  }

  public Stage stageAt(long time) {
    if (time < endAt) {
      return Stage.OPEN;
    }
    if (time < closedAt) {
      return Stage.ENDED;
    }
    return time < resolvedAt ? Stage.CLOSED : Stage.RESOLVED;
  }

  /** When the stage last changed, at or before a time. */
  long stageChangedAt(long time) {
    return switch (stageAt(time)) {
      case OPEN -> createdAt;
      case ENDED -> endAt;
      case CLOSED -> closedAt;
      case RESOLVED -> resolvedAt;
    };
  }
}
