package io.polytape.processors.alert;

import static io.polytape.common.redis.Script.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.live.Alert;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XTrimParams;

/** The engine between the live streams and what it tells the world, with a real Redis. */
final class AlertEngineIT {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final String RULES =
      """
      {"rules": [
        {"name": "crossed", "kind": "crossed_book", "threshold": 0, "window": "0s", "cooldown": "1m"},
        {"name": "large", "kind": "large_trade", "threshold": 100, "window": "1m"},
        {"name": "stale", "kind": "stale_feed", "threshold": 60}
      ]}
      """;

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final List<HeldLease> leases = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();
  private Instant now = START;

  @BeforeEach
  void follow() throws Exception {
    ConsumerGroup.createAll(redis);
    redis.run("test", client -> client.sadd(Keys.ACTIVE_CLOB_TOKENS, "1", "2"));
  }

  @AfterEach
  void close() {
    leases.forEach(HeldLease::close);
    redis.close();
    server.close();
  }

  @Test
  void raisesAndClearsOnStreamChannelAndQueue() throws Exception {
    var webhook = new Webhook(URI.create("http://127.0.0.1:1/secret"));
    var heard = new LinkedBlockingQueue<String>();
    var subscribed = new CountDownLatch(1);
    var subscriber =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int channels) {
            subscribed.countDown();
          }

          @Override
          public void onMessage(String channel, String message) {
            heard.add(message);
          }
        };
    try (var jedis = new Jedis(server.host(), server.port())) {
      var thread = Thread.ofVirtual().start(() -> jedis.subscribe(subscriber, Keys.ALERT_CHANNEL));
      assertThat(subscribed.await(20, TimeUnit.SECONDS)).isTrue();
      AlertEngine engine = engine("a", List.of(webhook));
      engine.runOnce();
      quote("1", "0.52", "0.51");
      engine.runOnce();
      quote("1", "0.50", "0.51");
      engine.runOnce();

      assertThat(alerts()).extracting(Alert::isRaised).containsExactly(true, false);
      assertThat(alerts().get(1).alertId()).isEqualTo(alerts().get(0).alertId());
      assertThat(heard.poll(20, TimeUnit.SECONDS))
          .contains("\"state\":\"raised\"")
          .contains("\"rule\":\"crossed\"")
          .contains("\"event_time\":\"2026-11-21T10:00:00Z\"")
          .contains("\"value\":\"0.01\"");
      assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("\"state\":\"cleared\"");
      assertThat(redis.<Long>run("test", client -> client.llen(webhook.queue()))).isEqualTo(2);
      subscriber.unsubscribe();
      thread.join();
    }
  }

  @Test
  void whatStandsIsNotRaisedAgainByTheNextEngineAndCanBeClearedByIt() throws Exception {
    AlertEngine first = engine("a", List.of());
    first.runOnce();
    quote("1", "0.52", "0.51");
    trade("2", "500");
    first.runOnce();
    assertThat(alerts()).hasSize(2);
    leases.removeFirst().close();

    AlertEngine second = engine("b", List.of());
    quote("1", "0.53", "0.51");
    trade("2", "600");
    second.runOnce();
    assertThat(alerts()).hasSize(2);
    quote("1", "0.50", "0.51");
    second.runOnce();
    now = now.plusSeconds(61);
    second.runOnce();

    assertThat(alerts())
        .extracting(alert -> alert.rule() + " " + alert.isRaised())
        .containsExactly(
            "crossed true", "large true", "crossed false", "large false", "stale true");
    assertThat(alerts().get(2).alertId()).isEqualTo(alerts().get(0).alertId());
  }

  @Test
  void anEngineThatComesForTheFirstTimeBeginsWithWhatIsNew() throws Exception {
    quote("1", "0.52", "0.51");
    AlertEngine engine = engine("a", List.of());
    engine.runOnce();
    quote("2", "0.52", "0.51");
    engine.runOnce();

    assertThat(alerts()).extracting(Alert::tokenId).containsExactly("2");
  }

  @Test
  void anEngineThatWasAwayGoesOnWithWhatIsLeft() throws Exception {
    AlertEngine first = engine("a", List.of());
    first.runOnce();
    trade("1", "500");
    first.runOnce();
    leases.removeFirst().close();
    trade("2", "501");
    trade("2", "502");
    redis.run(
        "test", client -> client.xtrim(Streams.LIVE_TRADES.key(), new XTrimParams().maxLen(1)));

    engine("b", List.of()).runOnce();

    assertThat(alerts())
        .extracting(alert -> alert.tokenId() + " " + alert.value().toPlainString())
        .containsExactly("1 250.0", "2 251.0");
  }

  @Test
  void anEngineThatWasAwayForLongSaysNothingOfThePast() throws Exception {
    AlertEngine first = engine("a", List.of());
    first.runOnce();
    leases.removeFirst().close();
    trade("1", "500");
    now = now.plus(Watch.LATE).plusSeconds(1);
    trade("2", "500");

    engine("b", List.of()).runOnce();

    assertThat(alerts()).extracting(Alert::tokenId).containsExactly("2");
  }

  @Test
  void readsAStreamThatWasMadeAnew() throws Exception {
    AlertEngine engine = engine("a", List.of());
    trade("1", "1");
    engine.runOnce();
    redis.run(
        "test",
        client -> {
          client.hset(Keys.ALERT_POSITIONS, Streams.LIVE_TRADES.key(), "99999999999999-0");
          return client.del(Streams.LIVE_TRADES.key());
        });
    leases.removeFirst().close();
    trade("1", "500");

    engine("b", List.of()).runOnce();

    assertThat(alerts()).hasSize(1);
  }

  @Test
  void neverHoldsUpTrimming() throws Exception {
    engine("a", List.of()).runOnce();

    for (Streams stream : AlertReader.STREAMS) {
      var groups = redis.run("test", client -> client.xinfoGroups(stream.key()));
      assertThat(groups)
          .singleElement()
          .satisfies(group -> assertThat(group.getName()).isEqualTo(Streams.CLICKHOUSE_WRITER));
    }
  }

  @Test
  void oneIsAtWorkAndTheOtherTakesOver() throws Exception {
    AlertEngine first = engine("a", List.of());
    AlertEngine second = engine("b", List.of());
    first.runOnce();
    assertThat(second.runOnce()).isZero();
    assertThat(second.isAtWork()).isFalse();
    assertThat(waits).singleElement().asString().contains("another alert-engine (a:1:1)");
    leases.removeFirst().close();
    trade("1", "500");
    second.runOnce();

    assertThat(second.isAtWork()).isTrue();
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void aCommitWhoseAnswerWasLostIsDoneOnce() throws Exception {
    var store = new AlertStore(redis, List.of());
    redis.run("test", client -> client.set(Keys.epoch(AlertEngine.LEASE), "7"));
    var rules = RuleFile.parse("f", RULES);
    var standings = new Standings(rules, Map.of());
    standings.take(rules.get(1), "1", "", START, new BigDecimal("500"));
    var commit = new AlertStore.Commit(7, 1, Map.of("s", "1-1"), standings.takePending(), Map.of());

    assertThat(store.commit(commit, 0)).isEqualTo(AlertStore.Outcome.OK);
    assertThat(store.commit(commit, 0)).isEqualTo(AlertStore.Outcome.OK);
    assertThat(alerts()).hasSize(1);
    assertThat(store.load().step()).isEqualTo(1);
    assertThat(store.load().positions()).containsExactly(Map.entry("s", "1-1"));
    assertThat(store.commit(new AlertStore.Commit(7, 3, Map.of(), commit.pending(), Map.of()), 0))
        .isEqualTo(AlertStore.Outcome.LOST);
    assertThat(store.commit(new AlertStore.Commit(6, 2, Map.of(), commit.pending(), Map.of()), 0))
        .isEqualTo(AlertStore.Outcome.FENCED);
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void beginsAnewWhenRedisLostItsLastSecond() throws Exception {
    AlertEngine engine = engine("a", List.of());
    engine.runOnce();
    trade("1", "500");
    engine.runOnce();
    // as if the commit, its alert and its position had never reached the disk
    redis.run(
        "test",
        client -> {
          client.hincrBy(Keys.ALERT_POSITIONS, "step", -1);
          client.hset(Keys.ALERT_POSITIONS, Streams.LIVE_TRADES.key(), "0-0");
          client.del(Keys.ALERT_STANDINGS);
          return client.xtrim(Streams.ALERTS.key(), new XTrimParams().maxLen(0));
        });
    now = now.plusSeconds(2);
    engine.runOnce();
    assertThat(alerts()).isEmpty();
    engine.runOnce();

    assertThat(alerts()).hasSize(1);
  }

  @Test
  void waitsWhileNobodyReadsTheAlerts() throws Exception {
    AlertEngine engine = engine("a", List.of());
    engine.runOnce();
    redis.run(
        "test",
        client -> {
          try (var pipeline = client.pipelined()) {
            for (long i = 0; i < Streams.ALERTS.highMark(); i++) {
              pipeline.xadd(Streams.ALERTS.key(), new XAddParams(), Map.of("x", ""));
            }
          }
          return true;
        });
    trade("1", "500");
    assertThat(engine.runOnce()).isZero();
    assertThat(waits).contains("stream:alerts is full; waiting for its readers");
    redis.run("test", client -> client.xtrim(Streams.ALERTS.key(), new XTrimParams().maxLen(0)));
    engine.runOnce();

    assertThat(alerts()).hasSize(1);
  }

  @Test
  void remembersWhichGapsAreOpen() throws Exception {
    AlertEngine first = engine("a", List.of());
    first.runOnce();
    gap("1", null);
    gap("2", null);
    first.runOnce();
    gap("2", now);
    first.runOnce();
    leases.removeFirst().close();
    now = now.plusSeconds(59);
    AlertEngine second = engine("b", List.of());
    second.runOnce();
    assertThat(alerts()).isEmpty();
    now = now.plusSeconds(1);
    quote("2", "0.5", "0.6");
    second.runOnce();

    assertThat(alerts()).extracting(Alert::rule).containsExactly("stale");
    var gaps = redis.run("test", client -> client.hgetAll(Keys.ALERT_GAPS));
    assertThat(gaps).containsOnlyKeys("1");
  }

  @Test
  void anAlertWhoseRuleIsGoneIsCleared() throws Exception {
    AlertEngine first = engine("a", List.of());
    first.runOnce();
    trade("1", "500");
    first.runOnce();
    leases.removeFirst().close();

    engine("b", List.of(), "{\"rules\": []}").runOnce();

    assertThat(alerts())
        .extracting(alert -> alert.rule() + " " + alert.isRaised() + " " + alert.message())
        .containsExactly(
            "large true trade worth 250, limit 100", "large false cleared: the rule is gone");
  }

  private AlertEngine engine(String host, List<Webhook> webhooks) throws Exception {
    return engine(host, webhooks, RULES);
  }

  private AlertEngine engine(String host, List<Webhook> webhooks, String rules) throws Exception {
    var lease =
        new HeldLease(
            new Lease(redis, AlertEngine.LEASE, new Instance(host, 1, 1), Duration.ofMinutes(5)));
    leases.add(lease);
    var heartbeat =
        new Heartbeat() {
          @Override
          public void progressed(int moved) {}

          @Override
          public void failing(String stage, String reason) {}

          @Override
          public void waiting(String reason) {
            waits.add(reason);
          }

          @Override
          public void figure(String name, String value) {}
        };
    return new AlertEngine(
        redis, lease, RuleFile.parse("f", rules), webhooks, heartbeat, () -> now);
  }

  private void quote(String token, String bid, String ask) throws TransientException {
    add(Streams.QUOTES, LiveRowCodec.encode(Events.quote(token, now, bid, ask)));
  }

  private void trade(String token, String size) throws TransientException {
    add(Streams.LIVE_TRADES, LiveRowCodec.encode(Events.trade(token, now, "0.5", size)));
  }

  private void gap(String token, @Nullable Instant end) throws TransientException {
    add(Streams.GAPS, LiveRowCodec.encode(Events.gap(token, GapReason.SILENCE, START, end, now)));
  }

  private void add(Streams stream, byte[] event) throws TransientException {
    redis.run(
        "test",
        client ->
            client.xadd(
                bytes(stream.key()),
                new XAddParams(),
                Map.of(bytes("v"), bytes("1"), bytes("event"), event)));
  }

  private List<Alert> alerts() throws Exception {
    var alerts = new ArrayList<Alert>();
    for (Entry entry :
        Entry.decode(
            redis.run(
                "test",
                client -> client.xrange(bytes(Streams.ALERTS.key()), bytes("-"), bytes("+"))))) {
      assertThat(entry.shapeFault()).isEmpty();
      alerts.add(LiveRowCodec.decodeAlert(entry.payload()));
    }
    return alerts;
  }
}
