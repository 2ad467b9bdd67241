package io.polytape.common.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.PagePublisher.Item;
import io.polytape.common.stream.PagePublisher.Outcome;
import io.polytape.common.stream.PagePublisher.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PagePublisherIT {
  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final PagePublisher publisher = new PagePublisher(redis, "src", Streams.ORDER_EVENTS);
  private long epoch;

  @BeforeEach
  void takeTheSource() throws Exception {
    ConsumerGroup.createAll(redis);
    epoch = lease(1).acquire().orElseThrow();
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void publishesEntriesAndWatermarkTogether() throws Exception {
    assertThat(publisher.publish(epoch, page("", "10:b", item("a", 10), item("b", 10)), 1_000))
        .isEqualTo(new Outcome.Published(2));

    var watermark = Watermark.read(redis, "src");
    assertThat(watermark.cursor()).isEqualTo("10:b");
    assertThat(watermark.events()).isEqualTo(2);
    assertThat(payloads()).containsExactly("a", "b");
  }

  @Test
  void refusesAPageWhenTheWatermarkIsElsewhere() throws Exception {
    publisher.publish(epoch, page("", "10:a", item("a", 10)), 1_000);

    assertThat(publisher.publish(epoch, page("", "10:a", item("a", 10)), 1_000))
        .isEqualTo(new Outcome.Moved("10:a"));
    assertThat(payloads()).containsExactly("a");
  }

  @Test
  void refusesTheHolderOfAnOlderEpoch() throws Exception {
    lease(1).release();
    assertThat(lease(2).acquire()).hasValue(epoch + 1);

    assertThat(publisher.publish(epoch, page("", "10:a", item("a", 10)), 1_000))
        .isInstanceOf(Outcome.Fenced.class);
    assertThat(payloads()).isEmpty();
  }

  @Test
  void leavesOutWhatWasPublishedWithinTheRememberedTime() throws Exception {
    publisher.publish(epoch, page("", "10:b", item("a", 10), item("b", 10)), 1_000);

    var again = page("10:b", "11:c", item("b", 10), item("aa", 10), item("c", 11));
    assertThat(publisher.publish(epoch, again, 2_000)).isEqualTo(new Outcome.Published(2));
    assertThat(payloads()).containsExactly("a", "b", "aa", "c");
  }

  @Test
  void rewindsToTheLastFinishedPositionWhenTheStreamIsGone() throws Exception {
    publisher.publish(epoch, page("", "10:a", item("a", 10)), 1_000);
    finishEverything();
    awaitNextMillisecond();
    publisher.publish(epoch, page("10:a", "11:b", item("b", 11)), 2_000);
    awaitNextMillisecond();
    publisher.publish(epoch, page("11:b", "12:c", item("c", 12)), 3_000);
    redis.run("test", client -> client.del(Streams.ORDER_EVENTS.key()));

    var next = page("12:c", "13:d", item("d", 13));
    Outcome outcome = publisher.publish(epoch, next, 4_000);

    assertThat(outcome).isInstanceOf(Outcome.Rewound.class);
    // Before the first entry that may be missing; entries of one millisecond go back together.
    assertThat(((Outcome.Rewound) outcome).cursor()).isIn("", "10:a");
    assertThat(Watermark.read(redis, "src").cursor()).isIn("", "10:a");
    ConsumerGroup.createAll(redis);
    assertThat(
            publisher.publish(
                epoch, page(Watermark.read(redis, "src").cursor(), "11:b", item("b", 11)), 5_000))
        .isEqualTo(new Outcome.Published(1));
  }

  @Test
  void trimsOnlyWhatEveryGroupHasFinished() throws Exception {
    for (int i = 0; i < 400; i++) {
      publisher.publish(
          epoch, page(i == 0 ? "" : i + ":x", (i + 1) + ":x", item("e" + i, i + 1)), 1_000);
    }
    var trimmer = new Trimmer(redis);
    var writer = group(Streams.CLICKHOUSE_WRITER);
    writer.acknowledge(writer.readNew(400, Duration.ZERO).stream().map(Entry::id).toList());
    assertThat(trimmer.trim(Streams.ORDER_EVENTS)).as("the other group has read nothing").isZero();

    var processor = group(Streams.TRADE_PROCESSOR);
    List<Entry> delivered = processor.readNew(400, Duration.ZERO);
    processor.acknowledge(delivered.subList(0, 250).stream().map(Entry::id).toList());
    trimmer.trim(Streams.ORDER_EVENTS);
    assertThat(payloads()).hasSizeBetween(150, 260).endsWith("e399").contains("e250");
  }

  private void finishEverything() throws Exception {
    for (String name : Streams.ORDER_EVENTS.groups()) {
      var group = group(name);
      group.acknowledge(group.readNew(100, Duration.ZERO).stream().map(Entry::id).toList());
    }
    new Trimmer(redis).trim(Streams.ORDER_EVENTS);
  }

  private static void awaitNextMillisecond() {
    long now = System.currentTimeMillis();
    while (System.currentTimeMillis() <= now + 1) {
      Thread.onSpinWait();
    }
  }

  private ConsumerGroup group(String name) {
    return new ConsumerGroup(redis, Streams.ORDER_EVENTS, name, "c1");
  }

  private Lease lease(long pid) {
    return new Lease(redis, "src", new Instance("elsewhere", pid, 0), Duration.ofMinutes(1));
  }

  private static Item item(String id, long time) {
    return new Item(id, time, id.getBytes(UTF_8));
  }

  private static Page page(String expected, String next, Item... items) {
    return new Page(expected, next, List.of(items), 0, true, 0);
  }

  private List<String> payloads() throws Exception {
    return group("any").range("-", "+", 1_000).stream()
        .map(entry -> new String(entry.payload(), UTF_8))
        .toList();
  }
}
