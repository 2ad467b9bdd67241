package io.polytape.processors.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.polytape.common.RedisServer;
import io.polytape.common.config.Config;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What webhooks are told, by a real HTTP server and a real Redis. */
final class WebhooksIT {
  private static final String SECRET = "a secret that only we know";
  private static final String PATH = "/hook/very-secret-path";

  private final RedisServer redisServer = RedisServer.start();
  private final Redis redis = redisServer.open();
  private final List<Told> told = new ArrayList<>();
  private final List<Integer> answers = new ArrayList<>();
  private HttpServer receiver;
  private Webhook webhook;
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private boolean atWork = true;
  private WebhookClient client;

  private record Told(String body, Map<String, Optional<String>> headers) {}

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          var headers = new HashMap<String, Optional<String>>();
          for (String name : List.of("Timestamp", "Signature", "Attempt")) {
            headers.put(
                name,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Polytape-" + name)));
          }
          synchronized (told) {
            told.add(new Told(body, headers));
            int status = answers.isEmpty() ? 204 : answers.removeFirst();
            if (status / 100 == 3) {
              exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(status, -1);
          }
          exchange.close();
        });
    receiver.start();
    webhook = new Webhook(URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + PATH));
    client = new WebhookClient(SECRET, () -> now);
  }

  @AfterEach
  void close() {
    client.close();
    receiver.stop(0);
    redis.close();
    redisServer.close();
  }

  @Test
  void tellsEachAlertSignedAndInOrder() throws Exception {
    wait("{\"alert_id\":\"1\"}");
    wait("{\"alert_id\":\"2\"}");
    WebhookSender sender = sender();
    assertThat(sender.runOnce()).isEqualTo(1);
    assertThat(sender.runOnce()).isEqualTo(1);
    assertThat(sender.runOnce()).isZero();

    assertThat(told)
        .extracting(Told::body)
        .containsExactly("{\"alert_id\":\"1\"}", "{\"alert_id\":\"2\"}");
    for (Told each : told) {
      String timestamp = each.headers().getOrDefault("Timestamp", Optional.empty()).orElse("");
      assertThat(timestamp).isEqualTo(Long.toString(now.getEpochSecond()));
      assertThat(each.headers())
          .containsEntry(
              "Signature",
              Optional.of(
                  "sha256="
                      + Webhook.signature(
                          SECRET, timestamp, each.body().getBytes(StandardCharsets.UTF_8))));
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void theSignatureIsTheOneThatAnyoneComputes() {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    assertThat(Webhook.signature("key", "1700000000", "{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
  }

  @Test
  void triesAgainWithGrowingPausesUntilItIsTaken() throws Exception {
    answers.addAll(List.of(500, 429, 503, 200));
    wait("{\"alert_id\":\"1\"}");
    wait("{\"alert_id\":\"2\"}");
    WebhookSender sender = sender();
    assertThat(sender.runOnce()).isEqualTo(1);
    assertThat(sender.runOnce()).isZero();
    for (int seconds : List.of(1, 2, 4)) {
      now = now.plusSeconds(seconds);
      assertThat(sender.runOnce()).isEqualTo(1);
    }
    assertThat(sender.runOnce()).isEqualTo(1);

    assertThat(told)
        .extracting(Told::body)
        .containsExactly(
            "{\"alert_id\":\"1\"}",
            "{\"alert_id\":\"1\"}",
            "{\"alert_id\":\"1\"}",
            "{\"alert_id\":\"1\"}",
            "{\"alert_id\":\"2\"}");
    assertThat(told)
        .extracting(each -> each.headers().get("Attempt"))
        .containsExactly(
            Optional.of("1"),
            Optional.of("2"),
            Optional.of("3"),
            Optional.of("4"),
            Optional.of("1"));
    assertThat(log())
        .hasSize(5)
        .first()
        .asString()
        .contains("\"result\":\"delivered\",\"status\":204,\"attempts\":1");
    assertThat(log().get(1)).contains("\"result\":\"delivered\",\"status\":200,\"attempts\":4");
    assertThat(log().get(4)).contains("\"result\":\"retry\",\"status\":500,\"attempts\":1");
  }

  @Test
  void goesOnWithTheNextWhenOneIsRefusedForGoodOrSentElsewhere() throws Exception {
    answers.addAll(List.of(404, 302));
    for (int i = 0; i < 3; i++) {
      wait("{\"alert_id\":\"" + i + "\"}");
    }
    WebhookSender sender = sender();
    while (sender.runOnce() > 0) {
      assertThat(told.size()).isLessThan(10);
    }

    assertThat(told).hasSize(3);
    assertThat(log().get(2)).contains("\"result\":\"refused\",\"status\":404");
    assertThat(log().get(1)).contains("\"result\":\"refused\",\"status\":302");
    assertThat(log().get(0)).contains("\"result\":\"delivered\"");
  }

  @Test
  void keepsTryingAReceiverThatIsAwayAndGivesUpAfterHours() throws Exception {
    receiver.stop(0);
    wait("{\"alert_id\":\"1\"}");
    WebhookSender sender = sender();
    for (int i = 0; i < 20; i++) {
      sender.runOnce();
      assertThat(waiting()).isEqualTo(1);
      now = now.plus(Duration.ofMinutes(10));
    }
    now = now.plus(WebhookSender.LONGEST);
    sender.runOnce();

    assertThat(waiting()).isZero();
    assertThat(log()).hasSize(21);
    assertThat(log().getFirst()).contains("\"result\":\"expired\"").contains("older than 6 h");
  }

  @Test
  void neitherLogNorKeysNameTheSecretPartOfTheAddress() throws Exception {
    answers.add(500);
    wait("{}");
    WebhookSender sender = sender();
    sender.runOnce();
    WebhookSender.forgetOthers(redis, List.of(webhook));

    assertThat(String.join("", log())).doesNotContain("very-secret").contains("http://127.0.0.1:");
    var keys = redis.run("test", client -> client.keys("*"));
    assertThat(String.join("", keys)).contains("alerts:webhook:").doesNotContain("very-secret");
  }

  @Test
  void anEngineThatStandsByTellsNothing() throws Exception {
    atWork = false;
    wait("{}");

    assertThat(sender().runOnce()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void theQueueOfAWebhookThatIsGoneIsRemoved() throws Exception {
    WebhookSender.forgetOthers(redis, List.of(webhook));
    wait("{}");
    WebhookSender.forgetOthers(redis, List.of(webhook));
    assertThat(waiting()).isEqualTo(1);
    WebhookSender.forgetOthers(redis, List.of());

    assertThat(waiting()).isZero();
  }

  @Test
  void addressesNeedASecretAndAreNotRepeatedInTheFault() throws Exception {
    assertThatThrownBy(() -> settings("https://a.example/x", ""))
        .hasMessageContaining("ALERT_WEBHOOK_SECRET");
    assertThatThrownBy(() -> settings("https://a.example/x, ftp://b.example/private", "s"))
        .hasMessageContaining("address 2")
        .hasMessageNotContaining("private");
    assertThatThrownBy(() -> settings("https://u:private@a.example/x", "s"))
        .hasMessageContaining("no user")
        .hasMessageNotContaining("private");
    assertThat(settings(" https://a.example/x ,https://b.example/y, https://a.example/x", "s"))
        .extracting(Webhook::shown)
        .containsExactly("https://a.example", "https://b.example");
    assertThat(settings("", "")).isEmpty();
  }

  private static List<Webhook> settings(String urls, String secret) throws Exception {
    return AlertSettings.webhooks(
        Config.resolve(
            AlertSettings.ALL,
            Map.of("ALERT_WEBHOOKS", urls, "ALERT_WEBHOOK_SECRET", secret),
            Map.of()));
  }

  private WebhookSender sender() {
    return new WebhookSender(
        redis,
        webhook,
        client,
        () -> atWork,
        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10), RandomGenerator.getDefault()),
        () -> now);
  }

  private void wait(String body) throws Exception {
    redis.run("test", client -> client.rpush(webhook.queue(), now.toEpochMilli() + " " + body));
  }

  private long waiting() throws Exception {
    return redis.run("test", client -> client.llen(webhook.queue()));
  }

  private List<String> log() throws Exception {
    return redis.run("test", client -> client.lrange(Keys.ALERT_DELIVERIES, 0, -1));
  }
}
