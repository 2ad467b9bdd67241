package io.polytape.common.trade;

import static io.polytape.common.stream.JsonCodec.bool;
import static io.polytape.common.stream.JsonCodec.required;

import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** Trades to and from the bytes of {@code stream:trades}, format version 1. */
public final class TradeCodec {
  private TradeCodec() {}

  public static byte[] encode(Trade trade) {
    return JsonCodec.encode(
        json -> {
          OrderFilledCodec.writeFields(json, trade.fill());
          json.writeStringField("token_id", trade.tokenId());
          json.writeStringField("market_id", trade.marketId());
          json.writeStringField("condition_id", trade.conditionId());
          json.writeStringField("outcome", trade.outcome());
          json.writeNumberField("outcome_index", trade.outcomeIndex());
          if (trade.negRisk() != null) {
            json.writeBooleanField("neg_risk", trade.negRisk());
          }
          json.writeStringField("maker_side", trade.makerSide().name());
          if (trade.price().isPresent()) {
            // Text, so that no reader on the way makes it a double.
            json.writeStringField("price", trade.price().get().value().toPlainString());
          }
          json.writeNumberField("usd_amount", trade.usdAmount().units());
          json.writeNumberField("token_amount", trade.tokenAmount().units());
          json.writeBooleanField("is_stale", trade.isStale());
          json.writeBooleanField("market_known", trade.marketKnown());
        });
  }

  /**
   * Reads a trade.
   *
   * @throws UndecodableException when a field is missing or not what it should be
   */
  public static Trade decode(byte[] bytes) throws UndecodableException {
    Map<String, String> fields = JsonCodec.decodeFlat(bytes);
    OrderFilled fill = OrderFilledCodec.readFields(fields);
    String negRisk = fields.get("neg_risk");
    String price = fields.get("price");
    try {
      return new Trade(
          fill,
          required(fields, "token_id"),
          required(fields, "market_id"),
          required(fields, "condition_id"),
          required(fields, "outcome"),
          Integer.parseInt(required(fields, "outcome_index")),
          negRisk == null ? null : Boolean.valueOf(bool(negRisk)),
          Side.valueOf(required(fields, "maker_side")),
          price == null ? Optional.empty() : Optional.of(new Price(new BigDecimal(price))),
          Amount.parse(required(fields, "usd_amount")),
          Amount.parse(required(fields, "token_amount")),
          bool(required(fields, "is_stale")),
          bool(required(fields, "market_known")));
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not a trade: " + e.getMessage(), e);
    }
  }
}
