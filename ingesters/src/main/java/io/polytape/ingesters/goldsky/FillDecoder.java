package io.polytape.ingesters.goldsky;

import io.polytape.common.market.TokenId;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.Amount;
import io.polytape.common.trade.Exchanges;
import io.polytape.common.trade.OrderFilled;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rows of the subgraph to fills in our terms; strict, so that nothing odd passes in silence. */
final class FillDecoder {
  static final String SOURCE = "goldsky";

  /** The subgraph indexes the first generation of the exchange only. */
  private static final int EXCHANGE_VERSION = 1;

  private static final Pattern HASH = Pattern.compile("0x[0-9a-f]{64}");
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");

  private final Exchanges exchanges;

  FillDecoder(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  /**
   * The fill in a row.
   *
   * @throws UndecodableException when a field is not what it should be
   */
  OrderFilled decode(FillRow.Whole row, boolean live, Instant receivedAt)
      throws UndecodableException {
    try {
      String taker = matching(ADDRESS, "taker", row.taker());
      boolean takerLeg = exchanges.contains(taker);
      return new OrderFilled(
          row.id(),
          SOURCE,
          EXCHANGE_VERSION,
          takerLeg ? taker : "",
          null,
          null,
          matching(HASH, "transactionHash", row.transactionHash()),
          matching(HASH, "orderHash", row.orderHash()),
          row.timestamp(),
          matching(ADDRESS, "maker", row.maker()),
          taker,
          asset("makerAssetId", row.makerAssetId()),
          asset("takerAssetId", row.takerAssetId()),
          Amount.parse(row.makerAmountFilled()),
          Amount.parse(row.takerAmountFilled()),
          Amount.parse(row.fee()),
          takerLeg,
          live,
          receivedAt);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String matching(Pattern form, String field, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!form.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          field + ": expected " + form.pattern() + ", was '" + GoldskyClient.shortened(text) + "'");
    }
    return lower;
  }

  private static String asset(String field, String text) {
    if (!text.equals(OrderFilled.COLLATERAL) && !TokenId.isValid(text)) {
      throw new IllegalArgumentException(
          field + ": expected 0 or a token id, was '" + GoldskyClient.shortened(text) + "'");
    }
    return text;
  }

  /** A row as JSON in the subgraph's spelling, for the dead letters. */
  static byte[] json(FillRow row) {
    return switch (row) {
      case FillRow.Damaged damaged -> damaged.raw();
      case FillRow.Whole whole ->
          JsonCodec.encode(
              json -> {
                json.writeStringField("id", whole.id());
                json.writeStringField("transactionHash", whole.transactionHash());
                json.writeStringField("orderHash", whole.orderHash());
                json.writeStringField("timestamp", Long.toString(whole.timestamp()));
                json.writeStringField("maker", whole.maker());
                json.writeStringField("taker", whole.taker());
                json.writeStringField("makerAssetId", whole.makerAssetId());
                json.writeStringField("takerAssetId", whole.takerAssetId());
                json.writeStringField("makerAmountFilled", whole.makerAmountFilled());
                json.writeStringField("takerAmountFilled", whole.takerAmountFilled());
                json.writeStringField("fee", whole.fee());
              });
    };
  }
}
