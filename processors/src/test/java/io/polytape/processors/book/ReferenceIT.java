package io.polytape.processors.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.Quote;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of random events of several tokens, with processors that die at any moment: books, rows
 * and windows must be those of a naive reference that hears the same.
 */
final class ReferenceIT {
  private static final int TOKENS = 12;
  private static final int EVENTS = 3_000;

  /** A book as a child would keep it. */
  private static final class Naive {
    final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>();
    final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
    long batch;

    @Nullable BigDecimal bid() {
      return bids.isEmpty() ? null : bids.lastKey();
    }

    @Nullable BigDecimal ask() {
      return asks.isEmpty() ? null : asks.firstKey();
    }

    void set(Change change) {
      var side = change.side() == BookSide.BID ? bids : asks;
      if (change.level().size().signum() == 0) {
        side.remove(change.level().price());
      } else {
        side.put(change.level().price(), change.level().size());
      }
    }

    static List<Level> levels(Map<BigDecimal, BigDecimal> side) {
      var levels = new ArrayList<Level>();
      side.forEach((price, size) -> levels.add(new Level(price, size)));
      return levels;
    }

    static List<String> texts(Map<BigDecimal, BigDecimal> side) {
      return levels(side).stream().map(Level::text).toList();
    }
  }

  private static Change random(Random random, Naive book) {
    boolean isBid = random.nextBoolean();
    // Bids stay below the asks, whatever happens.
    int cents = isBid ? 1 + random.nextInt(45) : 55 + random.nextInt(45);
    boolean isGone = random.nextInt(3) == 0;
    var change =
        new Change(
            isBid ? BookSide.BID : BookSide.ASK,
            new Level(
                BigDecimal.valueOf(cents, 2),
                isGone ? BigDecimal.ZERO : BigDecimal.valueOf(1 + random.nextInt(1_000_000), 2)));
    book.set(change);
    return change;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void booksRowsAndWindowsAreThoseOfTheReference(long seed) throws Exception {
    var random = new Random(seed);
    try (var tape = new Tape()) {
      var books = new HashMap<String, Naive>();
      Map<String, BigDecimal> volumes = new HashMap<>();
      int changes = 0;
      int trades = 0;
      BookProcessor processor = tape.processor();
      for (int i = 0; i < EVENTS; i++) {
        String token = Integer.toString(1_000_001 + random.nextInt(TOKENS));
        Naive book = books.computeIfAbsent(token, id -> new Naive());
        int kind = book.batch == 0 ? 0 : random.nextInt(10);
        if (kind == 0) {
          book.batch = tape.time();
          Change change = random(random, book);
          changes++;
          tape.publish(
              new MarketEvent.Book(
                  tape.header(token, book.batch),
                  Naive.levels(book.bids).reversed(),
                  Naive.levels(book.asks),
                  "h" + i,
                  null),
              // The venue repeats behind a book what its batch did besides trades.
              new PriceChange(
                  tape.header(token, book.batch + 5),
                  List.of(change),
                  "h" + i,
                  book.bid(),
                  book.ask()));
        } else if (kind == 1) {
          var size = BigDecimal.valueOf(1 + random.nextInt(10_000), 2);
          volumes.merge(token, size, BigDecimal::add);
          trades++;
          var trade =
              new MarketEvent.Trade(
                  tape.header(token, tape.time()),
                  BigDecimal.valueOf(45 + random.nextInt(10), 2),
                  size,
                  Side.SELL,
                  "",
                  "0x" + i,
                  0,
                  true);
          tape.publish(trade);
          if (random.nextInt(4) == 0) {
            tape.publish(trade);
          }
        } else {
          changes += publishBatch(tape, token, book, random);
        }
        tape.now = tape.now.plusMillis(1 + random.nextInt(3));
        if (random.nextInt(200) == 0) {
          int moved = processor.runOnce();
          // It dies with entries in its hands, or after a commit, or before it did anything.
          processor = moved % 2 == 0 ? tape.processor() : processor;
        }
      }
      tape.drain(processor);

      for (var entry : books.entrySet()) {
        assertThat(tape.bids(entry.getKey())).isEqualTo(Naive.texts(entry.getValue().bids));
        assertThat(tape.asks(entry.getKey())).isEqualTo(Naive.texts(entry.getValue().asks));
        assertThat(tape.quote(entry.getKey())).extractingByKey("quality").isNotEqualTo("gap");
        BigDecimal volume = volumes.getOrDefault(entry.getKey(), BigDecimal.ZERO);
        assertThat(new BigDecimal(tape.vwap(entry.getKey()).getOrDefault("24h_volume", "0")))
            .isEqualByComparingTo(volume);
      }
      assertThat(tape.gaps()).isEmpty();
      assertThat(tape.changes().size()).isEqualTo(changes);
      assertThat(tape.trades().size()).isEqualTo(trades);
      assertThat(tape.trades()).extracting(LiveTrade::tradeId).doesNotHaveDuplicates();
      assertNeverBack(tape);
    }
  }

  /** One batch of the engine in one to three frames, each of which states the end. */
  private static int publishBatch(Tape tape, String token, Naive book, Random random)
      throws Exception {
    var frames = new ArrayList<List<Change>>();
    int count = 0;
    for (int f = 0; f <= random.nextInt(3); f++) {
      var frame = new ArrayList<Change>();
      for (int c = 0; c <= random.nextInt(2); c++) {
        frame.add(random(random, book));
        count++;
      }
      frames.add(frame);
    }
    book.batch = tape.time();
    String hash = "b" + token + random.nextLong();
    for (List<Change> frame : frames) {
      tape.publish(
          new PriceChange(tape.header(token, book.batch), frame, hash, book.bid(), book.ask()));
    }
    return count;
  }

  private static void assertNeverBack(Tape tape) throws Exception {
    Map<String, Long> last = new HashMap<>();
    for (Quote quote : tape.quotes()) {
      long time = quote.eventTime().toEpochMilli();
      assertThat(time).isGreaterThanOrEqualTo(last.getOrDefault(quote.tokenId(), 0L));
      last.put(quote.tokenId(), time);
    }
    last.clear();
    for (LevelChange change : tape.changes()) {
      long time = change.eventTime().toEpochMilli();
      assertThat(time).isGreaterThanOrEqualTo(last.getOrDefault(change.tokenId(), 0L));
      last.put(change.tokenId(), time);
    }
  }
}
