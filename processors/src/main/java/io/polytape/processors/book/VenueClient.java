package io.polytape.processors.book;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Books of the CLOB and trades of the Data API, within a quarter of the venue's documented rates
 * (https://docs.polymarket.com/api-reference/rate-limits). Blocks; safe for several threads.
 */
final class VenueClient implements AutoCloseable {
  /** The body of a POST is limited to about 500 ids. */
  static final int MOST_BOOKS = 200;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final MediaType JSON_TYPE = MediaType.get("application/json");
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final HttpUrl clob;
  private final HttpUrl data;
  private final InstantSource clock;
  private final OkHttpClient client;
  private final Pace book = new Pace(40);
  private final Pace books = new Pace(12);
  private final Pace trades = new Pace(5);

  VenueClient(URI clobUrl, URI dataUrl, InstantSource clock) {
    this.clob = url(clobUrl);
    this.data = url(dataUrl);
    this.clock = clock;
    this.client =
        new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(5))
            .readTimeout(Duration.ofSeconds(10))
            .callTimeout(Duration.ofSeconds(20))
            .build();
  }

  private static HttpUrl url(URI uri) {
    HttpUrl url = HttpUrl.get(uri);
    if (url == null) {
      throw new IllegalArgumentException("expected an http address, was " + uri);
    }
    return url;
  }

  /** The book of a token; empty when the venue says that there is none. */
  Optional<Book> book(String tokenId) throws TransientException, InterruptedException {
    book.await();
    HttpUrl url =
        clob.newBuilder().addPathSegment("book").addQueryParameter("token_id", tokenId).build();
    JsonNode answer = send(new Request.Builder().url(url).build(), true);
    return answer == null ? Optional.empty() : Optional.of(read(answer));
  }

  /** The books of several tokens; the venue leaves out those that it does not know. */
  List<Book> books(Collection<String> tokenIds) throws TransientException, InterruptedException {
    books.await();
    ArrayNode body = JSON.createArrayNode();
    tokenIds.forEach(id -> body.addObject().put("token_id", id));
    var request =
        new Request.Builder()
            .url(clob.newBuilder().addPathSegment("books").build())
            .post(RequestBody.create(body.toString(), JSON_TYPE))
            .build();
    var found = new ArrayList<Book>();
    for (JsonNode each : array(send(request, false))) {
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
    trades.await();
    var url =
        data.newBuilder()
            .addPathSegment("trades")
            .addQueryParameter("limit", Integer.toString(limit))
            .addQueryParameter("takerOnly", "true");
    if (!conditionId.isEmpty()) {
      url.addQueryParameter("market", conditionId);
    }
    var rows = new ArrayList<DataTrade>();
    for (JsonNode each : array(send(new Request.Builder().url(url.build()).build(), false))) {
      DataTrade.of(each).ifPresent(rows::add);
    }
    return rows;
  }

  private static JsonNode array(@Nullable JsonNode answer) throws TransientException {
    if (answer == null || !answer.isArray()) {
      throw new TransientException("venue", "expected a JSON array from the venue");
    }
    return answer;
  }

  private Book read(JsonNode answer) throws TransientException {
    try {
      return BookJson.read(answer, clock.instant());
    } catch (IllegalArgumentException e) {
      throw new TransientException("venue", "not a book: " + e.getMessage(), e);
    }
  }

  /** The answer; null when it is "not found" and that is an answer. */
  private @Nullable JsonNode send(Request request, boolean mayBeMissing) throws TransientException {
    try (Response response = client.newCall(request).execute()) {
      int status = response.code();
      if (mayBeMissing && (status == 404 || status == 400)) {
        return null;
      }
      if (status != 200) {
        throw new TransientException(
            "venue",
            "HTTP " + status + " from " + request.url().host() + request.url().encodedPath());
      }
      BufferedSource body = response.body().source();
      if (body.request(MOST_BYTES + 1)) {
        throw new TransientException("venue", "an answer of more than " + MOST_BYTES + " bytes");
      }
      return JSON.readTree(body.readByteArray());
    } catch (JsonProcessingException e) {
      throw new TransientException(
          "venue", "no JSON from " + request.url().host() + request.url().encodedPath(), e);
    } catch (IOException e) {
      throw new TransientException(
          "venue", "no whole answer from " + request.url().host() + ": " + e, e);
    }
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
