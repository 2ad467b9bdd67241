package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.simulator.ledger.LedgerFill;
import io.polytape.simulator.ledger.LedgerMarket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestartIT {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(ANCHOR);

  /**
   * As a command would start it: with the present as the anchor, which only the first start uses.
   */
  private Simulator start(long seed) {
    return Simulator.start(
        SimulatorConfig.small(seed, now.get())
            .withRate(10)
            .withStateFile(folder.resolve("simulator/world.json")),
        now::get);
  }

  @Test
  void goesOnWithTheSameFillsAndMarketsAfterARestart() {
    List<LedgerFill> before;
    List<LedgerMarket> markets;
    try (var simulator = start(3)) {
      now.set(ANCHOR.plusSeconds(100));
      simulator.live(25);
      now.set(ANCHOR.plusSeconds(150));
      simulator.burst(1_100);
      now.set(ANCHOR.plusSeconds(200));
      simulator.live(10);
      now.set(ANCHOR.plusSeconds(300));
      before = simulator.ledger().fills().toList();
      markets = simulator.ledger().markets();
    }
    try (var simulator = start(3)) {
      assertThat(simulator.ledger().fills().toList()).isEqualTo(before);
      assertThat(simulator.ledger().markets()).isEqualTo(markets);
      now.set(ANCHOR.plusSeconds(400));
      List<LedgerFill> after = simulator.ledger().fills().toList();
      assertThat(after)
          .startsWith(before.toArray(new LedgerFill[0]))
          .hasSizeGreaterThan(before.size() + 500);
    }
  }

  @Test
  void tradesOnForTenMinutesWhileItIsDownAndIsQuietThen() {
    int before;
    try (var simulator = start(4)) {
      now.set(ANCHOR.plusSeconds(60));
      before = (int) simulator.ledger().fills().count();
    }
    now.set(ANCHOR.plusSeconds(100_000));
    try (var simulator = start(4)) {
      List<LedgerFill> after = simulator.ledger().fills().toList();
      assertThat(after.size() - before).isBetween(3_000, 12_000);
      assertThat(after)
          .noneMatch(
              fill ->
                  fill.timestamp() > ANCHOR.getEpochSecond() + 900
                      && fill.timestamp() < now.get().getEpochSecond());
      now.set(ANCHOR.plusSeconds(100_060));
      assertThat(simulator.ledger().fills().toList())
          .startsWith(after.toArray(new LedgerFill[0]))
          .hasSizeGreaterThan(after.size() + 300);
    }
  }

  @Test
  void refusesAWorldOfOtherSettings() {
    start(5).close();
    assertThatThrownBy(() -> start(6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed 5, not 6")
        .hasMessageContaining("delete the file");
  }
}
