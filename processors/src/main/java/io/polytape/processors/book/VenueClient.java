package io.polytape.processors.book;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.worker.TransientException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Books of the CLOB and trades of the Data API, within a quarter of the venue's documented rates
 * (https://docs.polymarket.com/api-reference/rate-limits). Blocks; safe for several threads.
 */
final class VenueClient implements AutoCloseable {
  /** The body of a POST is limited to about 500 ids. */
  static final int MOST_BOOKS = 200;

  private static final String STAGE = "venue";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final HttpUrl clob;
  private final HttpUrl data;
  private final InstantSource clock;
  private final SourceHttp http;
  private final RateLimiter book = new RateLimiter("clob /book", 40, 1);
  private final RateLimiter books = new RateLimiter("clob /books", 12, 1);
  private final RateLimiter trades = new RateLimiter("data-api /trades", 5, 1);

  VenueClient(URI clobUrl, URI dataUrl, InstantSource clock) {
    this.clob = HttpUrl.get(clobUrl.toString());
    this.data = HttpUrl.get(dataUrl.toString());
    this.clock = clock;
    this.http = new SourceHttp(STAGE, Duration.ofSeconds(10), MOST_BYTES, clock);
  }

  /** The book of a token; empty when the venue says that there is none. */
  Optional<Book> book(String tokenId) throws TransientException, InterruptedException {
    HttpUrl url =
        clob.newBuilder().addPathSegment("book").addQueryParameter("token_id", tokenId).build();
    SourceHttp.Reply reply = book.call(() -> http.get(url));
    return reply.status() == 404 || reply.status() == 400
        ? Optional.empty()
        : Optional.of(read(tree(url, reply)));
  }

  /** The books of several tokens; the venue leaves out those that it does not know. */
  List<Book> books(Collection<String> tokenIds) throws TransientException, InterruptedException {
    HttpUrl url = clob.newBuilder().addPathSegment("books").build();
    ArrayNode body = JSON.createArrayNode();
    tokenIds.forEach(id -> body.addObject().put("token_id", id));
    var found = new ArrayList<Book>();
    for (JsonNode each : array(url, books.call(() -> http.post(url, body.toString())))) {
      found.add(read(each));
    }
    return found;
  }

  /**
   * The newest trades, newest first, seen from their takers.
   *
   * @param conditionId of the market; empty for all
   */
  List<DataTrade> trades(String conditionId, int limit)
      throws TransientException, InterruptedException {
    var builder =
        data.newBuilder()
            .addPathSegment("trades")
            .addQueryParameter("limit", Integer.toString(limit))
            .addQueryParameter("takerOnly", "true");
    if (!conditionId.isEmpty()) {
      builder.addQueryParameter("market", conditionId);
    }
    HttpUrl url = builder.build();
    var rows = new ArrayList<DataTrade>();
    for (JsonNode each : array(url, trades.call(() -> http.get(url)))) {
      DataTrade.of(each).ifPresent(rows::add);
    }
    return rows;
  }

  private static JsonNode array(HttpUrl url, SourceHttp.Reply reply) throws TransientException {
    JsonNode tree = tree(url, reply);
    if (!tree.isArray()) {
      throw new TransientException(STAGE, "expected a JSON array from " + where(url));
    }
    return tree;
  }

  private static JsonNode tree(HttpUrl url, SourceHttp.Reply reply) throws TransientException {
    if (reply.status() != 200) {
      throw new TransientException(STAGE, "HTTP " + reply.status() + " from " + where(url));
    }
    try {
      return JSON.readTree(reply.body());
    } catch (IOException e) {
      throw new TransientException(STAGE, "no JSON from " + where(url), e);
    }
  }

  private static String where(HttpUrl url) {
    return url.host() + url.encodedPath();
  }

  private Book read(JsonNode answer) throws TransientException {
    try {
      return BookJson.read(answer, clock.instant());
    } catch (IllegalArgumentException e) {
      throw new TransientException(STAGE, "not a book: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
