package io.polytape.processors.book;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polytape.common.live.Level;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The venue's hash of a book, made the plain way. */
final class VenueHash {
  private VenueHash() {}

  /** Levels as in {@link Tape#book}; a neg-risk market with a minimum of 5 and a tick of 0.01. */
  static String of(long time, String bids, String asks, String lastTrade) throws Exception {
    return of(time, bids, asks, "0.01", lastTrade);
  }

  static String of(long time, String bids, String asks, String tickSize, String lastTrade)
      throws Exception {
    String json =
        "{\"market\":\"%s\",\"asset_id\":\"%s\",\"timestamp\":\"%d\",\"hash\":\"\",\"bids\":[%s],\"asks\":[%s],\"min_order_size\":\"5\",\"tick_size\":\"%s\",\"neg_risk\":true,\"last_trade_price\":\"%s\"}"
            .formatted(
                Tape.CONDITION,
                Tape.TOKEN,
                time,
                side(bids, Comparator.naturalOrder()),
                side(asks, Comparator.reverseOrder()),
                tickSize,
                lastTrade);
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-1").digest(json.getBytes(UTF_8)));
  }

  private static String side(String levels, Comparator<java.math.BigDecimal> order) {
    List<Level> all = Tape.levels(levels);
    return all.stream()
        .sorted(Comparator.comparing(Level::price, order))
        .map(
            each ->
                "{\"price\":\"%s\",\"size\":\"%s\"}"
                    .formatted(each.price().toPlainString(), each.size().toPlainString()))
        .collect(Collectors.joining(","));
  }
}
