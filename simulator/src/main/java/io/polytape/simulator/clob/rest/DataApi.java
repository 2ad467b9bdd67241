package io.polytape.simulator.clob.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polytape.simulator.clob.book.Decimals;
import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.clob.book.Match;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.http.Reply;
import io.polytape.simulator.world.MarketSpec;
import io.polytape.simulator.world.Mix;
import io.polytape.simulator.world.Wallets;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Data API's list of trades: exactly those of the market channel, newest first. */
public final class DataApi {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 10_000;
  private static final int LAST_OFFSET = 3_000;

  /** Trades that are looked at in one go. */
  private static final int CHUNK = 1_000;

  private static final List<Boolean> TAKER = List.of(true);
  private static final List<Boolean> TAKER_AND_MAKER = List.of(true, false);

  private final LiveVenue venue;
  private final Wallets wallets;

  public DataApi(LiveVenue venue, Wallets wallets) {
    this.venue = venue;
    this.wallets = wallets;
  }

  /** GET /trades */
  public Reply trades(Map<String, List<String>> query, @Nullable Fault fault) {
    int limit;
    int offset;
    try {
      limit = Math.clamp(number(query, "limit", DEFAULT_LIMIT), 0, MOST);
      offset = number(query, "offset", 0);
    } catch (NumberFormatException e) {
      return error("invalid limit or offset");
    }
    if (offset > LAST_OFFSET) {
      return error("max historical activity offset of 3000 exceeded");
    }
    if (fault == Fault.EMPTY_PAGE) {
      return Reply.json(200, "[]");
    }
    if (fault == Fault.DUPLICATE_PAGE) {
      offset = Math.max(0, offset - limit);
    }
    boolean takerOnly = !query.getOrDefault("takerOnly", List.of("true")).contains("false");
    Set<String> markets = new HashSet<>();
    query
        .getOrDefault("market", List.of())
        .forEach(text -> markets.addAll(List.of(text.split(",", -1))));
    String side = query.getOrDefault("side", List.of("")).getFirst();
    ArrayNode rows = JSON.createArrayNode();
    int skip = offset;
    for (int until = venue.trades(); until > 0 && rows.size() < limit; until -= CHUNK) {
      for (Match match : venue.trades(Math.max(0, until - CHUNK), until).reversed()) {
        if (!markets.isEmpty() && !markets.contains(match.market().conditionId())) {
          continue;
        }
        for (boolean taker : takerOnly ? TAKER : TAKER_AND_MAKER) {
          boolean buy = match.buy() == taker;
          if (!side.isEmpty() && !side.equals(buy ? "BUY" : "SELL")) {
            continue;
          }
          if (skip > 0) {
            skip--;
          } else if (rows.size() < limit) {
            rows.add(row(match, taker, buy, fault));
          }
        }
      }
    }
    return Reply.json(200, rows.toString());
  }

  private ObjectNode row(Match match, boolean taker, boolean buy, @Nullable Fault fault) {
    MarketSpec market = match.market();
    int wallet = (int) Math.floorMod(Mix.of(match.number(), taker ? 1 : 2), (long) wallets.count());
    ObjectNode row = JSON.createObjectNode();
    row.put("proxyWallet", new String(wallets.address(wallet), StandardCharsets.US_ASCII));
    row.put("side", buy ? "BUY" : "SELL");
    row.put("asset", match.token());
    row.put("conditionId", market.conditionId());
    if (fault != Fault.MISSING_FIELD) {
      row.put("size", Decimals.size(match.size()));
    }
    row.put("price", Decimals.price(match.price()));
    row.put("timestamp", match.time() / 1_000);
    row.put("title", market.question());
    row.put("slug", market.slug());
    row.put("icon", "");
    row.put("eventSlug", market.event().slug());
    row.put("outcome", market.outcomes().get(match.outcome()));
    row.put("outcomeIndex", match.outcome());
    row.put("name", "");
    row.put("pseudonym", "Trader-" + wallet);
    row.put("bio", "");
    row.put("profileImage", "");
    row.put("transactionHash", venue.transaction(match));
    if (fault == Fault.UNKNOWN_FIELD) {
      row.putObject("seqHint").put("lane", 7);
    }
    return row;
  }

  private static int number(Map<String, List<String>> query, String name, int otherwise) {
    List<String> values = query.get(name);
    return values == null ? otherwise : Integer.parseUnsignedInt(values.getFirst());
  }

  private static Reply error(String what) {
    return Reply.json(400, JSON.createObjectNode().put("error", what).toString());
  }
}
