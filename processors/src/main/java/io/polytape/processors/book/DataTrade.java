package io.polytape.processors.book;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.market.TokenId;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the Data API's {@code /trades}.
 *
 * @param timeSeconds since 1970; the API says no more exactly
 */
record DataTrade(
    String transactionHash,
    String tokenId,
    String conditionId,
    @Nullable Side side,
    BigDecimal price,
    BigDecimal size,
    long timeSeconds) {

  /** Reads a row; empty when it lacks what makes a trade. */
  static Optional<DataTrade> of(JsonNode row) {
    JsonNode price = row.path("price");
    JsonNode size = row.path("size");
    String token = row.path("asset").asText();
    if (!price.isNumber()
        || !size.isNumber()
        || !row.path("timestamp").isNumber()
        || !TokenId.isValid(token)) {
      return Optional.empty();
    }
    return Optional.of(
        new DataTrade(
            row.path("transactionHash").asText(),
            token,
            row.path("conditionId").asText().toLowerCase(Locale.ROOT),
            switch (row.path("side").asText()) {
              case "BUY" -> Side.BUY;
              case "SELL" -> Side.SELL;
              default -> null;
            },
            price.decimalValue(),
            size.decimalValue(),
            row.path("timestamp").asLong()));
  }

  String id(int occurrence) {
    return TradeId.of(transactionHash, tokenId, side, price, size, occurrence);
  }
}
