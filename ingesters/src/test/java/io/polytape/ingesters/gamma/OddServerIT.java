package io.polytape.ingesters.gamma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.market.MarketCodec;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.StreamEntryID;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OddServerIT {
  private RedisServer server;
  private Redis redis;
  private MockWebServer venue;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    redis = server.open();
    venue = new MockWebServer();
  }

  @AfterEach
  void stop() {
    venue.close();
    redis.close();
    server.close();
  }

  /** A legacy server: offset only, three rows a page whatever the limit, 422 beyond a cap. */
  private static final class Legacy extends Dispatcher {
    private final List<String> open;
    private final int cap;
    private final AtomicInteger requests = new AtomicInteger();

    Legacy(List<String> open, int cap) {
      this.open = open;
      this.cap = cap;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      HttpUrl url = Objects.requireNonNull(request.getUrl());
      if (requests.incrementAndGet() % 9 == 5) {
        return new MockResponse.Builder().code(429).addHeader("Retry-After", "0").build();
      }
      if (url.pathSegments().contains("keyset")) {
        return json(422, "{\"type\":\"validation error\",\"error\":\"id is invalid\"}");
      }
      if (!url.encodedPath().equals("/gamma/markets")) {
        return json(200, "[]");
      }
      if (url.queryParameter("order") != null) {
        return json(
            422, "{\"type\":\"validation error\",\"error\":\"order fields are not valid\"}");
      }
      List<String> wanted =
          url.queryParameterValues("clob_token_ids").stream().map(String::valueOf).toList();
      if (!wanted.isEmpty()) {
        boolean closed = "true".equals(url.queryParameter("closed"));
        return json(
            200, closed && wanted.contains("777") ? "[" + market(900, "777", true) + "]" : "[]");
      }
      String offsetText = url.queryParameter("offset");
      int offset = offsetText == null ? 0 : Integer.parseInt(offsetText);
      if (offset > cap) {
        return json(422, "{\"type\":\"validation error\",\"error\":\"offset too large\"}");
      }
      List<String> rows = "true".equals(url.queryParameter("closed")) ? List.of() : open;
      int from = Math.min(offset, rows.size());
      return json(
          200, "[" + String.join(",", rows.subList(from, Math.min(from + 3, rows.size()))) + "]");
    }

    private static MockResponse json(int status, String body) {
      return new MockResponse.Builder()
          .code(status)
          .addHeader("Content-Type", "application/json")
          .body(body)
          .build();
    }
  }

  private static String market(int id, String token, boolean closed) {
    return """
    {"id":"%d","question":"Q%d","conditionId":"","closed":%s,"active":true,
     "outcomes":"[\\"A\\",\\"B\\"]","clobTokenIds":"[\\"%s\\",\\"9%s\\"]"}\
    """
        .formatted(id, id, closed, token, token);
  }

  private GammaIngester ingester() {
    return new GammaIngester(redis, venue.url("/gamma").toString(), 1, 5_000);
  }

  private long length(Streams stream) throws Exception {
    return redis.run("test", client -> client.xlen(stream.key()));
  }

  @Test
  void readsAServerThatOnlyPagesByOffsetAndClampsItsPages() throws Exception {
    var rows = new ArrayList<String>();
    for (int i = 1; i <= 20; i++) {
      rows.add(market(i, "1" + i, false));
    }
    venue.setDispatcher(new Legacy(rows, 10_000));
    venue.start();
    try (var ingester = ingester()) {
      ingester.runUntil(() -> length(Streams.MARKETS) == 20);
      ingester.steps(60);
      assertThat(length(Streams.MARKETS)).isEqualTo(20);
    }
  }

  @Test
  void takesTheCapOfTheOffsetForTheEndOfTheSweep() throws Exception {
    var rows = new ArrayList<String>();
    for (int i = 1; i <= 20; i++) {
      rows.add(market(i, "1" + i, false));
    }
    venue.setDispatcher(new Legacy(rows, 10));
    venue.start();
    try (var ingester = ingester()) {
      ingester.runUntil(() -> length(Streams.MARKETS) == 12);
      ingester.runUntil(
          () -> !redis.run("test", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS)).isEmpty());
    }
  }

  @Test
  void oneBadMarketGoesToTheDeadLettersAndNeverFailsItsPage() throws Exception {
    String bad = "{\"id\":\"5\",\"question\":\"Q\",\"conditionId\":\"\",\"outcomes\":\"[broken\"}";
    venue.setDispatcher(
        new Legacy(List.of(market(4, "14", false), bad, market(6, "16", false)), 10_000));
    venue.start();
    try (var ingester = ingester()) {
      ingester.runUntil(() -> length(Streams.MARKETS) == 2);
      ingester.steps(60);
      assertThat(length(Streams.MARKETS)).isEqualTo(2);
      assertThat(length(Streams.DEAD_LETTERS)).isEqualTo(1);
    }
  }

  @Test
  void looksUpWhatParkedFillsWaitFor() throws Exception {
    venue.setDispatcher(new Legacy(List.of(market(4, "14", false)), 10_000));
    venue.start();
    redis.run("test", client -> client.zadd(Keys.PARKED_TOKENS, 1, "777"));
    try (var ingester = ingester()) {
      ingester.runUntil(() -> redis.run("test", client -> client.exists("token:777")));
      String market = redis.run("test", client -> client.hget("token:777", "market_id"));
      assertThat(market).isEqualTo("900");
    }
  }

  /** One market whose volume changes while Redis does not take what was read of it. */
  private final class Growing extends Dispatcher {
    final AtomicInteger volume = new AtomicInteger(1);
    volatile boolean isArmed;

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      HttpUrl url = Objects.requireNonNull(request.getUrl());
      boolean isOpen =
          url.encodedPath().endsWith("/markets/keyset")
              && "false".equals(url.queryParameter("closed"));
      boolean isOfChanges = url.queryParameter("order") != null;
      String rows = isOpen ? row(volume.get()) : "";
      if (isOpen && isArmed && isOfChanges) {
        isArmed = false;
        refuseWrites(true);
        volume.incrementAndGet();
      }
      return Legacy.json(200, "{\"markets\":[" + rows + "],\"events\":[]}");
    }

    private String row(int units) {
      return market(4, "14", false).replaceFirst("\\{", "{\"volume\":\"" + units + "\",");
    }
  }

  private void refuseWrites(boolean refused) {
    try {
      redis.run("test", client -> client.configSet("min-replicas-to-write", refused ? "1" : "0"));
    } catch (TransientException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> volumes() throws Exception {
    var volumes = new ArrayList<String>();
    for (var entry :
        redis.run(
            "test", client -> client.xrange(Streams.MARKETS.key(), (StreamEntryID) null, null))) {
      byte[] event = Objects.requireNonNull(entry.getFields().get("event")).getBytes(UTF_8);
      volumes.add(MarketCodec.decode(event).volume().stripTrailingZeros().toPlainString());
    }
    return volumes;
  }

  @Test
  void whatWasReadBeforeAnOutageOfRedisDoesNotReplaceWhatWasReadAfterIt() throws Exception {
    var growing = new Growing();
    venue.setDispatcher(growing);
    venue.start();
    try (var ingester = ingester()) {
      ingester.runUntil(() -> length(Streams.MARKETS) == 1);
      growing.volume.set(2);
      growing.isArmed = true;
      ingester.runUntil(() -> !growing.isArmed);
      // Until a sweep is due: it comes before what could not be published.
      Instant due = Instant.now().plusSeconds(2);
      ingester.runUntil(() -> Instant.now().isAfter(due));
      refuseWrites(false);
      ingester.runUntil(() -> volumes().contains("3"));
      ingester.steps(60);
      assertThat(volumes()).isSorted().endsWith("3");
    }
  }
}
