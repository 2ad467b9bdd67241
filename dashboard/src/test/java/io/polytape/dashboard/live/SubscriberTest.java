package io.polytape.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

final class SubscriberTest {
  private static final EventFilter ALL = EventFilter.of(List.of(), List.of(), List.of());

  @Test
  void theOldestGoAndTheirNumberIsTold() throws Exception {
    var subscriber = new Subscriber(3, Position.START);
    subscriber.add(ALL, 1);
    assertThat(subscriber.offer(events(EventType.QUOTE, 1, 5), Position.START)).isEqualTo(2);

    var first = subscriber.next(Duration.ZERO);
    assertThat(first.dropped()).isEqualTo(2);
    assertThat(id(first)).isEqualTo(3);
    assertThat(subscriber.next(Duration.ZERO).dropped()).isZero();
    assertThat(id(subscriber.next(Duration.ZERO))).isEqualTo(5);
    assertThat(subscriber.next(Duration.ZERO).isNothing()).isTrue();
  }

  @Test
  void theQueueIsBoundedInBytesToo() throws Exception {
    var subscriber = new Subscriber(100, Position.START);
    subscriber.add(ALL, 1);
    LiveEvent small = events(EventType.BOOK, 1, 1).getFirst();
    var large =
        new LiveEvent(EventType.BOOK, "1", "0x1", small.id(), Position.START, new byte[700_000]);
    assertThat(subscriber.offer(List.of(small, large, large), Position.START)).isEqualTo(2);
    assertThat(subscriber.next(Duration.ZERO).dropped()).isEqualTo(2);
    assertThat(subscriber.offer(List.of(small, large), Position.START)).isZero();
  }

  @Test
  void withoutAFilterNothingIsWantedAndFiltersAddUp() {
    var subscriber = new Subscriber(9, Position.START);
    LiveEvent quote = events(EventType.QUOTE, 7, 7).getFirst();
    assertThat(subscriber.wants(quote)).isFalse();
    subscriber.add(EventFilter.of(List.of("8"), List.of(), List.of()), 2);
    assertThat(subscriber.wants(quote)).isFalse();
    var ours = EventFilter.of(List.of(), List.of("0x7"), List.of("quote"));
    assertThat(subscriber.add(ours, 2)).isTrue();
    assertThat(subscriber.wants(quote)).isTrue();
    assertThat(subscriber.wants(events(EventType.TRADE, 7, 7).getFirst())).isFalse();
    assertThat(subscriber.add(ALL, 2)).as("beyond the bound").isFalse();
    assertThat(subscriber.remove(ours)).isTrue();
    assertThat(subscriber.wants(quote)).isFalse();
  }

  @Test
  void whoDoesNotTakeAnswersIsLeft() {
    var subscriber = new Subscriber(9, Position.START);
    for (int i = 0; i < 1_000; i++) {
      subscriber.say("pong");
    }
    assertThat(subscriber.isClosed()).isTrue();
  }

  @Test
  void theRingSaysFromWhereItIsWhole() {
    var ring = new Ring(4, 1_000_000);
    ring.begin(EventType.QUOTE, new StreamEntryID(100, 0));
    ring.add(events(EventType.QUOTE, 101, 103));
    assertThat(ring.start().of(EventType.QUOTE)).isEqualTo(new StreamEntryID(100, 0));
    ring.add(events(EventType.TRADE, 201, 202));
    ring.add(events(EventType.QUOTE, 104, 104));
    assertThat(ring.start().of(EventType.QUOTE)).isEqualTo(new StreamEntryID(102, 0));
    assertThat(ring.start().of(EventType.TRADE)).isEqualTo(new StreamEntryID(0, 0));

    var subscriber = new Subscriber(1, Position.START);
    subscriber.add(ALL, 1);
    Position from = ring.start().with(EventType.TRADE, new StreamEntryID(201, 0));
    assertThat(ring.after(from, subscriber))
        .extracting(event -> event.id().getTime())
        .containsExactly(103L, 202L, 104L);

    ring.begin(EventType.QUOTE, new StreamEntryID(900, 0));
    assertThat(ring.after(Position.START, subscriber))
        .extracting(event -> event.id().getTime())
        .containsExactly(201L, 202L);
  }

  @Test
  void theRingIsBoundedInBytes() {
    var ring = new Ring(1_000, 30);
    ring.add(events(EventType.BOOK, 1, 100));
    var subscriber = new Subscriber(1, Position.START);
    subscriber.add(ALL, 1);
    assertThat(ring.after(Position.START, subscriber)).hasSize(3);
  }

  @Test
  void aPositionSurvivesItsTextAndForeignTextIsNone() {
    Position position =
        Position.START
            .with(EventType.TRADE, new StreamEntryID(1_763_700_300_123L, 4))
            .with(EventType.ALERT, new StreamEntryID(5, 0));
    assertThat(position.text()).isEqualTo("0-0,1763700300123-4,0-0,0-0,5-0");
    assertThat(Position.parse(position.text()).orElseThrow().text()).isEqualTo(position.text());
    for (String wrong :
        List.of(
            "", "1-1", "0-0,0-0,0-0,0-0", "0-0,0-0,0-0,0-0,-1-0", "a,b,c,d,e", "9".repeat(300))) {
      assertThat(Position.parse(wrong)).as(wrong).isEmpty();
    }
  }

  private static long id(Subscriber.Next next) {
    return Objects.requireNonNull(next.event()).id().getTime();
  }

  private static List<LiveEvent> events(EventType type, int from, int to) {
    var events = new ArrayList<LiveEvent>();
    for (int i = from; i <= to; i++) {
      events.add(
          new LiveEvent(
              type,
              Integer.toString(i),
              "0x" + i,
              new StreamEntryID(i, 0),
              Position.START,
              new byte[10]));
    }
    return events;
  }
}
