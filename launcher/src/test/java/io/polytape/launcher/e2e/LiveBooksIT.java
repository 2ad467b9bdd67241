package io.polytape.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hot cache equals the venue's books, and the tables its trades, whatever dies meanwhile. */
final class LiveBooksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void booksAndTradesAreThoseOfTheVenueAfterKillsOfEveryProcess() throws Exception {
    try (var line = new Line(folder, LiveLine.config(31), LiveLine.SETTINGS)) {
      var live = new LiveLine(line, 200, 10);
      live.start();
      long since = System.currentTimeMillis();
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
        live.killAndRestart(victim);
        live.stand();
        live.awaitBooks(victim, victim.startsWith("embedded") ? PATIENCE : SOON.plusSeconds(10));
        live.move();
      }
      live.stand();
      live.awaitBooks("the end", PATIENCE);
      live.awaitTrades(since, PATIENCE);
      assertThat(line.deadLetters()).isZero();
    }
  }
}
