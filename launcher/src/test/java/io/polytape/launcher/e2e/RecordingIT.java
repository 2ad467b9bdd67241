package io.polytape.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recording that another server plays is ingested with nothing unexplained: every frame is
 * counted, and every event is a row, a dead letter with a reason, or counted by what became of it.
 */
final class RecordingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void everyFrameAndEventOfARecordingIsAccountedFor() throws Exception {
    var recording = Recording.read();
    var account = new Account(recording);
    int redisPort = Program.freePort();
    int clickHousePort = Program.freePort();
    try (var venue = new RecordedVenue(recording);
        var program = new Program(folder, settings(venue, redisPort, clickHousePort));
        var redis = new Redis("127.0.0.1", redisPort, null)) {
      var tables = new Tables(clickHousePort);
      Line.ENGINES.forEach(engine -> program.start(engine, engine));
      await("the engines", program, tables::answers);
      assertThat(program.run("setup-schema")).as(program.tail("setup-schema")).isZero();
      Line.LIVE_WORKERS.forEach(worker -> program.start(worker, worker));

      awaitSame("frames and events", program, () -> counts(redis, Keys.CLOB_EVENTS), account.heard);
      awaitSame(
          "events without rows",
          program,
          () -> counts(redis, Keys.MARKET_EVENT_OUTCOMES),
          account.rowless);
      awaitSame("changes", program, () -> sorted(changes(tables)), sorted(account.changes));
      awaitSame("trades", program, () -> sorted(trades(tables)), sorted(account.trades));
      awaitSame(
          "books",
          program,
          () -> account.books.stream().filter(rows(books(tables))).toList(),
          account.books);
      awaitSame("gaps", program, () -> sorted(gaps(tables)), sorted(account.gaps));
      awaitSame(
          "the market that was listed",
          program,
          () -> tables.count("SELECT count() > 0 FROM markets WHERE market_id = '1004'"),
          1L);
      assertLetters(redis, account);
      for (char ended : new char[] {'E', 'F'}) {
        assertThat(
                redis.<String>run(
                    "test", client -> client.hget("token:" + Recording.token(ended), "ended")))
            .isEqualTo("resolved");
      }
    }
  }

  private Map<String, String> settings(RecordedVenue venue, int redisPort, int clickHousePort) {
    String http = "http://" + venue.address();
    return Map.ofEntries(
        Map.entry("REDIS_PORT", Integer.toString(redisPort)),
        Map.entry("CLICKHOUSE_PORT", Integer.toString(clickHousePort)),
        Map.entry("DATA_DIR", folder.resolve("data").toString()),
        Map.entry("POLYMARKET_GAMMA_URL", http),
        Map.entry("POLYMARKET_WS_URL", "ws://" + venue.address() + "/ws/market"),
        Map.entry("POLYMARKET_CLOB_URL", http),
        Map.entry("POLYMARKET_DATA_URL", http),
        Map.entry("GAMMA_POLL_INTERVAL", "1s"),
        Map.entry("WRITER_BATCH_TIME", "200ms"),
        // Each book of the recording is to be seen in its table.
        Map.entry("BOOK_SNAPSHOT_INTERVAL", "0s"),
        Map.entry("CLOB_FIRST_BOOK", "120s"),
        Map.entry("CLOB_SILENCE", "120s"));
  }

  private static void await(String what, Program program, Callable<Boolean> reached)
      throws Exception {
    awaitSame(what, program, reached, true);
  }

  private static <T> void awaitSame(String what, Program program, Callable<T> found, T expected)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    T last = found.call();
    while (!last.equals(expected) && System.nanoTime() < deadline) {
      assertThat(program.ended()).as("ended while we waited for " + what).isEmpty();
      Thread.sleep(100); // between two looks at a condition, not for a condition
      last = found.call();
    }
    assertThat(last)
        .as(what + "\n" + String.join("\n", program.names().stream().map(program::tail).toList()))
        .isEqualTo(expected);
  }

  private static List<String> sorted(List<String> rows) {
    return rows.stream().sorted().toList();
  }

  private static Predicate<String> rows(List<String> rows) {
    return Set.copyOf(rows)::contains;
  }

  private static Map<String, Long> counts(Redis redis, String key) {
    try {
      Map<String, String> found = redis.run("test", client -> client.hgetAll(key));
      var counts = new TreeMap<String, Long>();
      found.forEach((name, count) -> counts.put(name, Long.parseLong(count)));
      return counts;
    } catch (TransientException e) {
      return Map.of();
    }
  }

  private static List<String> changes(Tables tables) throws IOException {
    return rows(
        tables,
        "SELECT token_id, toString(toUnixTimestamp64Milli(source_time)) AS t, side,"
            + " toString(price) AS p, toString(size) AS s, toString(is_applied) AS applied"
            + " FROM price_changes");
  }

  private static List<String> trades(Tables tables) throws IOException {
    return rows(
        tables,
        "SELECT token_id, toString(toUnixTimestamp64Milli(event_time)) AS t,"
            + " if(transaction_hash = '', '-', transaction_hash) AS h,"
            + " ifNull(toString(taker_side), '-') AS side, toString(price) AS p, toString(size) AS"
            + " s, toString(is_backfilled) AS b FROM live_trades");
  }

  private static List<String> books(Tables tables) throws IOException {
    return rows(
        tables,
        "SELECT token_id, toString(toUnixTimestamp64Milli(source_time)) AS t, hash,"
            + levels("bids")
            + ","
            + levels("asks")
            + " FROM order_books");
  }

  private static String levels(String side) {
    return " concat('[', arrayStringConcat(arrayMap(x -> concat(toString(x.1), ':',"
        + " toString(x.2)), %1$s), ','), ']') AS %1$s_text".formatted(side);
  }

  /** Those that a frame nobody could read opened are everybody's. */
  private static List<String> gaps(Tables tables) throws IOException {
    return rows(tables, "SELECT reason, token_id FROM gaps_current WHERE reason != 'bad_frame'");
  }

  private static List<String> rows(Tables tables, String sql) throws IOException {
    var rows = new ArrayList<String>();
    for (JsonNode row : tables.rows(sql)) {
      var values = new ArrayList<String>();
      row.forEach(value -> values.add(value.asText()));
      rows.add(String.join(" ", values));
    }
    return rows;
  }

  private static void assertLetters(Redis redis, Account account) throws Exception {
    var raws = new ArrayList<String>();
    var stages = new HashMap<String, Integer>();
    for (Entry entry :
        new ConsumerGroup(redis, Streams.DEAD_LETTERS, "none", "none").range("-", "+", 1_000)) {
      DeadLetter letter = DeadLetter.decode(entry);
      assertThat(letter.reason()).isNotEmpty();
      stages.merge(letter.stage(), 1, Integer::sum);
      if (letter.stage().equals("websocket-ingester")) {
        raws.add(new String(letter.raw(), StandardCharsets.UTF_8));
      }
    }
    assertThat(stages)
        .isEqualTo(
            Map.of(
                "websocket-ingester",
                account.letters.size(),
                Streams.BOOK_PROCESSOR,
                account.refused));
    assertThat(raws.stream().map(RecordingIT::squeezed))
        .containsExactlyInAnyOrderElementsOf(
            account.letters.stream().map(RecordingIT::squeezed).toList());
  }

  /** A number among objects is kept with what follows it. */
  private static String squeezed(String raw) {
    return raw.startsWith("5,") ? "5" : raw;
  }
}
