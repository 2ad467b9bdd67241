package io.polytape.dashboard;

import io.polytape.common.live.Alert;
import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.Level;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.market.TokenId;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.Side;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.XAddParams;

/** Plays discovery, websocket ingester and book processor: writes what they write into Redis. */
public final class PretendedMarkets {
  private static final BigDecimal TICK = new BigDecimal("0.01");
  private static final BigInteger FIRST_TOKEN =
      new BigInteger("71321045679252212594626385532706912750332728571942532289631379312455583992");

  private final Redis redis;

  public PretendedMarkets(Redis redis) {
    this.redis = redis;
  }

  /** The id of the first or second outcome's token of a market. */
  public static String token(int market, int outcome) {
    return FIRST_TOKEN.add(BigInteger.valueOf(2L * market + outcome)).toString();
  }

  public static String condition(int market) {
    return "0x%064x".formatted(market + 1);
  }

  /** Follows markets of two tokens, the first with this question. */
  public void follow(int markets, String firstQuestion) throws TransientException {
    for (int i = 0; i < markets; i++) {
      String id = Integer.toString(500_000 + i);
      String question = i == 0 ? firstQuestion : question(i);
      int market = i;
      redis.run(
          "test",
          client -> {
            client.hset(
                Keys.market(id),
                Map.of(
                    "condition_id",
                    condition(market),
                    "question",
                    question,
                    "slug",
                    "market-" + id,
                    "active",
                    "true",
                    "closed",
                    "false"));
            for (int outcome = 0; outcome < 2; outcome++) {
              String token = token(market, outcome);
              client.hset(
                  Keys.token(new TokenId(token)),
                  Map.of(
                      "market_id",
                      id,
                      "condition_id",
                      condition(market),
                      "outcome",
                      outcome == 0 ? "Yes" : "No",
                      "outcome_index",
                      Integer.toString(outcome),
                      "neg_risk",
                      "false",
                      "end_date",
                      ""));
              client.sadd(Keys.ACTIVE_CLOB_TOKENS, token);
            }
            return null;
          });
    }
  }

  private static String question(int market) {
    String[] subjects = {
      "Will the ECB cut rates in month %d?",
      "Bitcoin above $%d,000 on New Year's Eve?",
      "Will candidate %d win the 2028 presidential election in the United States of America?",
      "Will team %d win the cup final?"
    };
    return subjects[market % subjects.length].formatted(market);
  }

  /** Writes a token's quote and ladders around a mid, at one cent's distance on each side. */
  public Quote book(int market, int outcome, BigDecimal mid, int levels, Quality quality)
      throws TransientException {
    return book(market, outcome, mid, levels, quality, Instant.now());
  }

  public Quote book(
      int market, int outcome, BigDecimal mid, int levels, Quality quality, Instant at)
      throws TransientException {
    String token = token(market, outcome);
    Quote quote = quote(market, outcome, mid, quality, at);
    var fields = new HashMap<String, String>();
    Level bid = quote.bestBid();
    Level ask = quote.bestAsk();
    fields.put("best_bid", bid == null ? "" : bid.price().toPlainString());
    fields.put("best_bid_size", bid == null ? "" : bid.size().toPlainString());
    fields.put("best_ask", ask == null ? "" : ask.price().toPlainString());
    fields.put("best_ask_size", ask == null ? "" : ask.size().toPlainString());
    fields.put("mid", mid.toPlainString());
    fields.put("spread", "0.02");
    fields.put("last_trade_price", mid.toPlainString());
    fields.put("event_time", Long.toString(at.toEpochMilli()));
    fields.put("received_time", Long.toString(at.toEpochMilli()));
    fields.put("source_time", Long.toString(at.toEpochMilli()));
    fields.put("quality", quality.word());
    fields.put("condition_id", condition(market));
    fields.put("tick_size", "0.01");
    fields.put("epoch", "0");
    fields.put("bid_depth", "1200");
    fields.put("ask_depth", "800");
    fields.put("imbalance", "0.2");
    fields.put("volatility", "0.031");
    fields.put("hash", "h");
    fields.put("gap_id", quality == Quality.GAP ? "gap-" + token : "");
    fields.put("checked_at", Long.toString(at.toEpochMilli()));
    var ladders = new HashMap<String, Map<String, Double>>();
    ladders.put(Keys.bids(token), ladder(mid, -1, levels));
    ladders.put(Keys.asks(token), ladder(mid, 1, levels));
    var windows =
        Map.of(
            "24h",
            mid.toPlainString(),
            "24h_volume",
            Integer.toString(10_000 - 7 * market),
            "24h_trades",
            "120",
            "1m",
            mid.toPlainString(),
            "1m_volume",
            "40",
            "1m_trades",
            "2");
    redis.run(
        "test",
        client -> {
          try (var transaction = client.multi()) {
            transaction.hset(Keys.quote(token), fields);
            transaction.hset(Keys.vwap(token), windows);
            ladders.forEach(
                (key, members) -> {
                  transaction.del(key);
                  if (!members.isEmpty()) {
                    transaction.zadd(key, members);
                  }
                });
            transaction.exec();
          }
          return null;
        });
    return quote;
  }

  private static Map<String, Double> ladder(BigDecimal mid, int direction, int levels) {
    var members = new HashMap<String, Double>();
    for (int i = 1; i <= levels; i++) {
      BigDecimal price = mid.add(TICK.multiply(BigDecimal.valueOf((long) direction * i)));
      if (price.signum() > 0 && price.compareTo(BigDecimal.ONE) < 0) {
        members.put(
            new Level(price, BigDecimal.valueOf(50L + 35L * i)).text(), price.doubleValue());
      }
    }
    return members;
  }

  public static Quote quote(int market, int outcome, BigDecimal mid, Quality quality, Instant at) {
    return new Quote(
        token(market, outcome),
        condition(market),
        at,
        at.toEpochMilli(),
        at,
        new Level(mid.subtract(TICK), new BigDecimal("85")),
        new Level(mid.add(TICK), new BigDecimal("85")),
        mid,
        new BigDecimal("0.02"),
        mid,
        new BigDecimal("1200"),
        new BigDecimal("800"),
        new BigDecimal("0.2"),
        0.031,
        quality);
  }

  /** Adds entries to the streams; answers the id of the last. */
  public String publish(Quote... quotes) throws TransientException {
    List<byte[]> rows = new ArrayList<>();
    for (Quote quote : quotes) {
      rows.add(LiveRowCodec.encode(quote));
    }
    return add(Streams.QUOTES, rows);
  }

  public String publishBook(Quote quote, List<Level> bids, List<Level> asks)
      throws TransientException {
    return add(
        Streams.ORDER_BOOKS,
        List.of(LiveRowCodec.encode(new BookSnapshot(quote, bids, asks, TICK, 0, "h"))));
  }

  public String publishTrade(int market, int outcome, String tradeId, BigDecimal price)
      throws TransientException {
    Instant now = Instant.now();
    return add(
        Streams.LIVE_TRADES,
        List.of(
            LiveRowCodec.encode(
                new LiveTrade(
                    tradeId,
                    token(market, outcome),
                    condition(market),
                    Integer.toString(500_000 + market),
                    now,
                    now,
                    price,
                    new BigDecimal("17.25"),
                    Side.BUY,
                    "0",
                    "0x" + "ab".repeat(32),
                    false,
                    false,
                    false,
                    "3"))));
  }

  public String publishGap(
      int market, String gapId, String detail, Instant started, @Nullable Instant ended)
      throws TransientException {
    return add(
        Streams.GAPS,
        List.of(
            LiveRowCodec.encode(
                new GapRow(
                    gapId,
                    token(market, 0),
                    condition(market),
                    GapReason.DISCONNECT,
                    started,
                    ended,
                    true,
                    detail,
                    ended == null ? started : ended))));
  }

  public String publishAlert(int market, String alertId, boolean isRaised, String message)
      throws TransientException {
    return add(
        Streams.ALERTS,
        List.of(
            LiveRowCodec.encode(
                new Alert(
                    alertId,
                    "spread wider than ten cents",
                    "wide_spread",
                    "warning",
                    token(market, 0),
                    condition(market),
                    Instant.now(),
                    isRaised,
                    new BigDecimal("0.14"),
                    new BigDecimal("0.10"),
                    message))));
  }

  private String add(Streams stream, List<byte[]> rows) throws TransientException {
    return redis.run(
        "test",
        client -> {
          String last = "";
          for (byte[] row : rows) {
            last =
                new String(
                    client.xadd(
                        Script.bytes(stream.key()),
                        XAddParams.xAddParams(),
                        Map.of(
                            Script.bytes(Streams.VERSION),
                            Script.bytes(Streams.CURRENT_VERSION),
                            Script.bytes(Streams.PAYLOAD),
                            row)),
                    java.nio.charset.StandardCharsets.US_ASCII);
          }
          return last;
        });
  }

  /** What the websocket ingester says of a connection. */
  public void connection(String shard, String state, int tokens, long frameAt, String reason)
      throws TransientException {
    String json =
        """
        {"shard":"%s","state":"%s","tokens":%d,"books":%d,"connected_at":%d,"last_frame_at":%d,\
        "last_data_at":%d,"reconnects":2,"frames":120344,"bytes":88123456,"reason":"%s",\
        "updated_at":%d}\
        """
            .formatted(
                shard,
                state,
                tokens,
                tokens - 2,
                frameAt - 3_600_000,
                frameAt,
                frameAt,
                reason,
                System.currentTimeMillis());
    redis.run("test", client -> client.hset(Keys.CLOB_CONNECTIONS, shard, json));
  }

  public void heard(String type, long more) throws TransientException {
    redis.run("test", client -> client.hincrBy(Keys.CLOB_EVENTS, type, more));
  }

  public void guards(long minute, Map<String, Long> more) throws TransientException {
    for (var each : more.entrySet()) {
      redis.run(
          "test", client -> client.hincrBy(Keys.guards(minute), each.getKey(), each.getValue()));
    }
  }

  /** An error as {@code errors:recent} holds it; {@code json} as it lies there. */
  public void error(long at, String json) throws TransientException {
    redis.run("test", client -> client.zadd(Keys.RECENT_ERRORS, (double) at, json));
  }

  public void discovery(Map<String, String> fields) throws TransientException {
    redis.run("test", client -> client.hset(Keys.DISCOVERY_STATUS, fields));
  }
}
