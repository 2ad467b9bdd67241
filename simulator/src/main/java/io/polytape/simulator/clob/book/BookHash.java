package io.polytape.simulator.clob.book;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The venue's hash of a book: SHA-1 over its compact JSON of market, token, time, an empty hash,
 * all levels with the worst first, minimum order size, tick size, negative risk and last trade.
 * Guarded by the venue's lock.
 */
final class BookHash {
  private final StringBuilder json = new StringBuilder(4_096);

  String of(LiveMarket market, int outcome) {
    json.setLength(0);
    json.append("{\"market\":\"")
        .append(market.spec().conditionId())
        .append("\",\"asset_id\":\"")
        .append(market.token(outcome))
        .append("\",\"timestamp\":\"")
        .append(market.changedAt())
        .append("\",\"hash\":\"\",\"bids\":[");
    side(market, outcome, true);
    json.append("],\"asks\":[");
    side(market, outcome, false);
    json.append("],\"min_order_size\":\"5\",\"tick_size\":\"")
        .append(Decimals.price(market.tick(), 0))
        .append("\",\"neg_risk\":")
        .append(Boolean.TRUE.equals(market.spec().negRisk()))
        .append(",\"last_trade_price\":\"")
        .append(Decimals.lastTrade(market.lastTrade()))
        .append("\"}");
    return HexFormat.of().formatHex(sha1(json.toString().getBytes(StandardCharsets.US_ASCII)));
  }

  private void side(LiveMarket market, int outcome, boolean bids) {
    int before = json.length();
    market.levels(
        outcome,
        bids,
        (price, size) -> {
          json.append("{\"price\":\"").append(Decimals.price(price, 0)).append("\",\"size\":\"");
          Decimals.appendSize(json, size);
          json.append("\"},");
        });
    if (json.length() > before) {
      json.setLength(json.length() - 1);
    }
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
