package io.polytape.ingesters.gamma;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.ingesters.discovery.DiscoverCommand;
import io.polytape.ingesters.discovery.Requests;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DiscoveryIT {
  private RedisServer server;
  private Redis redis;
  private MockWebServer venue;

  /** Slug to the market's number; those in {@code closed} are closed. */
  private final Map<String, Integer> markets = new ConcurrentHashMap<>();

  private final Set<String> closed = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void start() throws Exception {
    server = RedisServer.start();
    redis = server.open();
    venue = new MockWebServer();
    venue.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(Objects.requireNonNull(request.getUrl()));
          }
        });
    venue.start();
  }

  @AfterEach
  void stop() {
    venue.close();
    redis.close();
    server.close();
  }

  private MockResponse answer(HttpUrl url) {
    boolean isClosed = "true".equals(url.queryParameter("closed"));
    List<String> slugs = url.queryParameterValues("slug").stream().map(String::valueOf).toList();
    List<String> ids = url.queryParameterValues("id").stream().map(String::valueOf).toList();
    String offset = url.queryParameter("offset");
    boolean isKeyset = url.pathSegments().contains("keyset");
    boolean isFirst = offset == null || offset.equals("0");
    String rows =
        !url.pathSegments().contains("markets") || !isFirst
            ? ""
            : String.join(
                ",",
                markets.entrySet().stream()
                    .filter(each -> closed.contains(each.getKey()) == isClosed)
                    .filter(each -> slugs.isEmpty() || slugs.contains(each.getKey()))
                    .filter(each -> ids.isEmpty() || ids.contains(each.getValue().toString()))
                    .map(each -> row(each.getKey(), each.getValue(), isClosed))
                    .toList());
    String kind = url.pathSegments().contains("markets") ? "markets" : "events";
    return new MockResponse.Builder()
        .code(200)
        .addHeader("Content-Type", "application/json")
        .body(isKeyset ? "{\"" + kind + "\":[" + rows + "]}" : "[" + rows + "]")
        .build();
  }

  private static String row(String slug, int id, boolean closed) {
    return """
    {"id":"%d","question":"Q","slug":"%s","conditionId":"","closed":%s,"active":true,
     "outcomes":"[\\"Up\\",\\"Down\\"]","clobTokenIds":"[\\"%d1\\",\\"%d2\\"]"}\
    """
        .formatted(id, slug, closed, id, id);
  }

  private GammaIngester ingester(int mostMarkets, String patterns) {
    return new GammaIngester(
        redis, venue.url("/gamma").toString(), 1, mostMarkets, SlugPattern.list(patterns));
  }

  private Set<String> followed() throws Exception {
    return redis.run("test", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
  }

  private Map<String, String> status() throws Exception {
    return redis.run("test", client -> client.hgetAll(Keys.DISCOVERY_STATUS));
  }

  private long waiting() throws Exception {
    return redis.run("test", client -> client.llen(Keys.DISCOVERY_REQUESTS));
  }

  @Test
  void followsRecurringMarketsWhateverTheLimits() throws Exception {
    var pattern = SlugPattern.list("btc-updown-1d-{unix:1d}").get(0);
    List<String> slugs = pattern.slugs(java.time.Instant.now(), 2);
    markets.put(slugs.get(0), 50);
    markets.put(slugs.get(2), 52);
    markets.put("another", 70);
    try (var ingester = ingester(0, "btc-updown-1d-{unix:1d}")) {
      ingester.runUntil(() -> followed().equals(Set.of("501", "502", "521", "522")));
      ingester.steps(80);
      assertThat(followed()).containsExactlyInAnyOrder("501", "502", "521", "522");
      assertThat(status()).containsEntry("found", "2").containsKeys("started_at", "finished_at");
    }
  }

  @Test
  void followsWhatIsAskedForByHandAlsoAfterARestart() throws Exception {
    markets.put("will-it", 60);
    Requests.slug(redis, "will-it");
    try (var ingester = ingester(0, "")) {
      ingester.runUntil(() -> followed().size() == 2 && waiting() == 0);
      assertThat(status()).containsEntry("last_slug", "will-it").containsEntry("requests", "1");
    }
    try (var ingester = ingester(0, "")) {
      ingester.steps(80);
      assertThat(followed()).containsExactlyInAnyOrder("601", "602");
    }
  }

  @Test
  void leavesAndMarksTheTokensOfAClosedMarket() throws Exception {
    markets.put("will-it", 60);
    Requests.slug(redis, "will-it");
    try (var ingester = ingester(0, "")) {
      ingester.runUntil(() -> followed().size() == 2);
      closed.add("will-it");
      ingester.runUntil(() -> followed().isEmpty());
      ingester.runUntil(
          () -> "closed".equals(redis.run("test", client -> client.hget("token:601", "ended"))));
      ingester.runUntil(
          () -> !redis.<Boolean>run("test", client -> client.exists(Keys.DISCOVERY_PINNED)));
      assertThat(followed()).isEmpty();
    }
  }

  @Test
  void aTokenThatTheVenueHasSettledIsNotFollowedAgain() throws Exception {
    markets.put("a", 60);
    markets.put("b", 61);
    redis.run("test", client -> client.hset("token:601", "ended", "resolved"));
    try (var ingester = ingester(10, "")) {
      ingester.runUntil(() -> followed().size() == 3);
      ingester.steps(80);
      assertThat(followed()).containsExactlyInAnyOrder("602", "611", "612");
    }
  }

  @Test
  void aNewlyListedMarketIsFollowedWithinTheLimitsOnly() throws Exception {
    try (var ingester = ingester(0, "")) {
      ingester.steps(40);
      markets.put("fresh", 80);
      Requests.listed(redis, "fresh");
      ingester.runUntil(() -> waiting() == 0);
      assertThat(followed()).isEmpty();
    }
    try (var ingester = ingester(5, "")) {
      ingester.runUntil(() -> followed().size() == 2);
    }
  }

  @Test
  void aTriggerAndNonsenseAreTakenFromTheList() throws Exception {
    try (var ingester = ingester(5, "x-{unix:1d}")) {
      ingester.runUntil(() -> status().containsKey("finished_at"));
      Requests.trigger(redis);
      redis.run("test", client -> client.rpush(Keys.DISCOVERY_REQUESTS, "nonsense", "{}"));
      ingester.runUntil(() -> waiting() == 0);
      ingester.runUntil(() -> "3".equals(status().get("requests")));
      assertThat(status().get("last_error")).startsWith("not a request");
    }
  }

  @Test
  void theProgramAsksAndShows() throws Exception {
    String port = Integer.toString(server.port());
    assertThat(run("now", "--redis-port", port)).startsWith("0 asked");
    assertThat(run("slug", "btc-updown-15m-1763700300", "--redis-port", port)).startsWith("0 ");
    assertThat(run("slug", "no slug", "--redis-port", port)).startsWith("2 ");
    assertThat(waiting()).isEqualTo(2);
    assertThat(run("status", "--redis-port", port)).contains("last look     never");
    assertThat(run("status", "--json", "--redis-port", port)).contains("\"waiting_requests\" : 2");
  }

  private static String run(String... arguments) {
    var out = new StringWriter();
    var line = new CommandLine(new DiscoverCommand());
    ConfiguredCommand.addOptions(line);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    return line.execute(arguments) + " " + out;
  }
}
