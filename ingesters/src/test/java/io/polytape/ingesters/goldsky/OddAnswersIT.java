package io.polytape.ingesters.goldsky;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.StreamEntryID;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OddAnswersIT {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String META =
      "\"_meta\":{\"block\":{\"number\":5,\"timestamp\":null},\"hasIndexingErrors\":false}";

  private static final Pattern FROM = Pattern.compile("\"timestamp(?:_gte)?\":\"([0-9]+)\"");

  private final AtomicReference<@Nullable MockResponse> answer = new AtomicReference<>();
  private final List<String> rows = new ArrayList<>();
  private RedisServer server;
  private Redis redis;
  private MockWebServer source;

  @BeforeEach
  void start() throws Exception {
    server = RedisServer.start();
    redis = server.open();
    source = new MockWebServer();
    source.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            MockResponse fixed = answer.get();
            return fixed == null ? filtered(request) : fixed;
          }
        });
    source.start();
  }

  @AfterEach
  void stop() {
    source.close();
    redis.close();
    server.close();
  }

  private Ingester ingester() {
    return new Ingester(redis, source.url("/gn").toString(), 1, 1_000, () -> NOW);
  }

  /** Row n has the time 1700000000 + n. */
  private MockResponse filtered(RecordedRequest request) {
    String body = Objects.requireNonNull(request.getBody()).utf8();
    var from = FROM.matcher(body);
    long first = from.find() ? Long.parseLong(from.group(1)) - 1_700_000_000L : 0;
    boolean oneSecond = !body.contains("timestamp_gte\":");
    var wanted = new ArrayList<String>();
    for (int number = 1; number <= rows.size(); number++) {
      if (number == first || (number > first && !oneSecond)) {
        wanted.add(rows.get(number - 1));
      }
    }
    return of(200, "application/json", page(wanted));
  }

  private static MockResponse of(int status, String type, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", type)
        .body(body)
        .build();
  }

  private static String page(List<String> rows) {
    return "{\"data\":{\"orderFilledEvents\":[" + String.join(",", rows) + "]," + META + "}}";
  }

  private static String row(int number, String amount) {
    String hash = "0x" + "%064x".formatted(number);
    return """
    {"id":"%s_%s","transactionHash":"%s","orderHash":"%s","timestamp":"17000000%02d",
     "maker":"0x%040x","taker":"0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E",
     "makerAssetId":"0","takerAssetId":"123","makerAmountFilled":"5",
     "takerAmountFilled":%s,"fee":"0"}\
    """
        .formatted(hash, hash, hash, hash, number, number, amount);
  }

  private long length(Streams stream) throws Exception {
    return redis.run("test", client -> client.xlen(stream.key()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "502 text/html <html>bad gateway</html>",
        "200 text/html <html>hello</html>",
        "200 application/json {\"data\":{\"orderFilledEvents\":[",
        "200 application/json {\"errors\":[{\"message\":\"indexing_error\"}]}",
        "200 application/json []",
        "429 text/plain slow down"
      })
  void noNonsenseMovesTheWatermark(String text) throws Exception {
    String[] parts = text.split(" ", 3);
    answer.set(of(Integer.parseInt(parts[0]), parts[1], parts[2]));
    try (var ingester = ingester()) {
      ingester.steps(4);
    }
    assertThat(Watermark.read(redis, "goldsky").cursor()).isEmpty();
    assertThat(length(Streams.ORDER_EVENTS)).isZero();
  }

  @Test
  void dataBesideErrorsIsNoPage() throws Exception {
    String body = page(List.of(row(1, "\"7\"")));
    answer.set(
        of(
            200,
            "application/json",
            body.substring(0, body.length() - 1)
                + ",\"errors\":[{\"message\":\"Query timed out\"}]}"));
    try (var ingester = ingester()) {
      ingester.steps(4);
    }
    assertThat(length(Streams.ORDER_EVENTS)).isZero();
  }

  @Test
  void anAmountThatDoesNotFitGoesToTheDeadLettersOnce() throws Exception {
    rows.addAll(List.of(row(1, "\"7\""), row(2, "\"99999999999999999999999\""), row(3, "\"7\"")));
    try (var ingester = ingester()) {
      ingester.steps(12);
    }
    assertThat(length(Streams.ORDER_EVENTS)).isEqualTo(2);
    assertThat(length(Streams.DEAD_LETTERS)).isEqualTo(1);
    var letter =
        redis.run(
            "test",
            client ->
                client.xrange(Streams.DEAD_LETTERS.key(), (StreamEntryID) null, null).getFirst());
    assertThat(letter.getFields().get("raw")).contains("99999999999999999999999");
  }

  @Test
  void aFieldThatStaysMissingCostsItsRowOnly() throws Exception {
    rows.addAll(List.of(row(1, "\"7\""), row(2, "null"), row(3, "\"7\"")));
    try (var ingester = ingester()) {
      ingester.steps(12);
    }
    assertThat(length(Streams.ORDER_EVENTS)).isEqualTo(2);
    assertThat(length(Streams.DEAD_LETTERS)).isEqualTo(1);
  }
}
