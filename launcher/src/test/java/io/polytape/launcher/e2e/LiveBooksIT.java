package io.polytape.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.polytape.dashboard.web.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The hot cache equals the venue's books, the tables its trades, and nothing goes back in time,
 * whatever dies, joins, leaves or sleeps meanwhile. A thousand tokens and more, one line for all.
 */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveBooksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final List<String> TABLES =
      List.of("quotes", "price_changes", "order_books", "live_trades");

  private static final String NO_BROWSER =
      "THE PAGE IS NOT TESTED: no Chromium on the PATH; install the package chromium";

  @TempDir private static Path folder;
  private Line line;
  private LiveLine live;
  private StoredChanges changes;
  private OrderWatch watch;
  private long since;
  private int followed;

  @BeforeAll
  void start() throws Exception {
    line = new Line(folder, LiveLine.config(31), LiveLine.SETTINGS);
    live = new LiveLine(line, 400, 20);
    line.startEngines();
    line.tables.stopMerges();
    changes = new StoredChanges(line.tables);
    watch = new OrderWatch(line.redis, changes);
    live.start();
    line.await(
        "a thousand changes",
        PATIENCE,
        () -> line.tables.count("SELECT count() FROM price_changes") > 1_000);
    assertThat(
            line.tables.rows(
                "SELECT * FROM gaps WHERE reason NOT IN ('tick_size', 'token_silent')"))
        .as("holes while nothing went wrong")
        .isEmpty();
    since = System.currentTimeMillis();
    followed = live.tokens().size();
  }

  @AfterAll
  void stop() throws Exception {
    watch.close();
    line.close();
  }

  @Test
  void booksAreRightWithinSecondsOfAKillOfEachProcess() throws Exception {
    live.move();
    for (String victim :
        List.of(
            "book-processor",
            "websocket-ingester",
            "clickhouse-writer",
            "embedded-redis",
            "polymarket-ingester",
            "embedded-clickhouse",
            "book-processor",
            "websocket-ingester",
            "embedded-redis")) {
      live.awaitMovement();
      live.killAndRestart(victim, SOON);
      if (victim.equals("embedded-clickhouse")) {
        line.tables.stopMerges();
      }
    }
    assertRecord();
  }

  @Test
  void nothingGoesBackWhileProcessorsJoinSleepDieAndLeave() throws Exception {
    live.move();
    line.program.start("book-processor-2", "book-processor");
    awaitPartitions("book-processor-2", 1);
    line.program.start("book-processor-3", "book-processor");
    line.await("the third", PATIENCE, () -> line.beats("book-processor-3"));
    line.program.pause("book-processor", true);
    // Its leases expire, and what it slept in the midst of is refused when it wakes.
    awaitPartitions("book-processor", 0);
    awaitPartitions("book-processor-3", 1);
    live.awaitMovement();
    line.program.pause("book-processor", false);
    line.program.kill("book-processor-2");
    awaitPartitions("book-processor", 1);
    line.program.startAgain("book-processor-2");
    line.await("the second again", PATIENCE, () -> line.beats("book-processor-2"));
    assertThat(line.program.stop("book-processor-3", 20)).as("stops when asked").isTrue();
    awaitPartitions("book-processor-2", 1);
    live.awaitMovement();
    assertRecord();
    assertThat(line.program.stop("book-processor-2", 20)).as("stops when asked").isTrue();
  }

  @Test
  void aTradeOfTheVenueAppearsOnThePage() throws Exception {
    Path browser = Browser.find().orElse(null);
    if (browser == null) {
      LoggerFactory.getLogger(LiveBooksIT.class).error(NO_BROWSER);
    }
    assumeThat(browser).as(NO_BROWSER).isNotNull();
    int port = Program.freePort();
    line.program.start("dashboard", "dashboard", "--dashboard-port", Integer.toString(port));
    line.simulator.bookRates(100, 100);
    line.await("some trades", PATIENCE, () -> line.simulator.books().tradeCount() > 200);
    line.await("the page", PATIENCE, () -> Program.listens(port));
    String market = live.busiestMarket();
    try (var page = new LivePage(Objects.requireNonNull(browser), port, market)) {
      int before = line.simulator.books().tradeCount();
      line.await("a trade", PATIENCE, () -> live.tradesOf(market, before).findFirst().isPresent());
      // The table shows the newest: this one stays there.
      live.stand();
      page.awaitTrade(live.tradesOf(market, before).findFirst().orElseThrow());
      assertThat(page.complaints()).isEmpty();
    }
    assertThat(line.program.stop("dashboard", 20)).as("stops when asked").isTrue();
  }

  /** Until a processor holds none, or that many at least. */
  private void awaitPartitions(String name, int least) {
    line.await(
        least + " partitions of " + name,
        PATIENCE,
        () -> {
          int held = live.partitions(name);
          return least == 0 ? held == 0 : held >= least;
        });
  }

  /** Nothing is wrong, missing, doubled, out of order or given up. */
  private void assertRecord() throws Exception {
    live.stand();
    live.awaitBooks("the end", PATIENCE);
    live.awaitTrades(since, PATIENCE);
    awaitChanges();
    for (String table : TABLES) {
      String which = table.equals("live_trades") ? "NOT (is_backfilled OR is_stale)" : "true";
      assertThat(line.tables.goneBack(table, which)).as("rows of the past in " + table).isZero();
      assertThat(watch.seen().get("stream:" + table)).as("rows seen of " + table).isPositive();
    }
    assertThat(watch.faults()).isEmpty();
    assertThat(line.deadLetters()).isZero();
    // A market may close meanwhile; more at once were forgotten.
    assertThat(live.tokens()).hasSizeGreaterThan(followed - 40);
  }

  /** Until each level change is stored as often as it was heard. */
  private void awaitChanges() throws Exception {
    assertThat(changes.count()).isPositive();
    try {
      line.await("every level change", PATIENCE, this::areChangesStored);
    } catch (AssertionError e) {
      List<String> faults = changes.faults();
      throw new AssertionError(
          faults.size() + " faults: " + faults.stream().limit(8).toList() + "\n" + e, e);
    }
  }

  private boolean areChangesStored() {
    try {
      return changes.faults().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}
