package io.polytape.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.MarketChannel;
import io.polytape.simulator.clob.channel.Order;
import io.polytape.simulator.clob.channel.Strike;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred and more episodes of everything that goes wrong on the market channel: each is
 * noticed, mended without a hand, and its hole is a row in {@code gaps}. Takes seven minutes, so it
 * is run by hand: {@code mvn -pl launcher -am verify -Dit.test=LiveFaultsCampaign}.
 */
final class LiveFaultsCampaign {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Strikes of these lose nothing, or say at once what they lost. */
  private static final Set<LiveFault> HARMLESS =
      Set.of(
          LiveFault.WS_DUPLICATE_FRAME,
          LiveFault.UNKNOWN_EVENT_TYPE,
          LiveFault.UNKNOWN_EVENT_FIELD,
          LiveFault.MISSING_TRADE_SIZE,
          LiveFault.STALE_TRADE,
          LiveFault.DIVERGED_TRADE);

  @TempDir Path folder;

  @Test
  void everyFaultIsNoticedMendedAndRecorded() throws Exception {
    try (var line = new Line(folder, LiveLine.config(32), LiveLine.SETTINGS)) {
      var live = new LiveLine(line, 400, 10);
      live.start();
      long since = System.currentTimeMillis();
      var random = new Random(32);
      int episodes = 0;
      for (int round = 0; round < 10; round++) {
        for (LiveFault fault : LiveFault.values()) {
          live.move();
          strike(line, fault, random);
          episodes++;
        }
        settle(line);
        live.stand();
        live.awaitBooks("round " + round, PATIENCE);
      }
      assertThat(episodes).isGreaterThanOrEqualTo(200);
      live.awaitTrades(since, PATIENCE);
      assertThat(uncovered(line, live)).isEmpty();
      assertThat(live.stored.gaps().open()).as("gaps that did not end").isZero();
    }
  }

  private static void strike(Line line, LiveFault fault, Random random) {
    Order order = Order.of(fault);
    List<MarketChannel.View> connections = line.simulator.connections();
    if (!connections.isEmpty()) {
      order =
          switch (fault) {
            case WS_SILENCE, WS_TOKEN_SILENCE, WS_HALF_OPEN ->
                order
                    .on(connections.get(random.nextInt(connections.size())).connection())
                    .lasting(Duration.ofSeconds(8));
            case WS_RECONNECT_STORM, WS_SERVER_RESTART -> order.lasting(Duration.ofSeconds(3));
            default -> order;
          };
    }
    line.simulator.liveFaults().strike(order);
    long until = System.nanoTime() + Duration.ofMillis(200).toNanos();
    line.await("the next episode", Duration.ofSeconds(5), () -> System.nanoTime() > until);
  }

  /** Until what lasts is over; what was ordered and did not find its frame is forgotten. */
  private static void settle(Line line) {
    var lasting = new ArrayList<Strike>();
    try {
      line.await(
          "the end of the faults",
          Duration.ofSeconds(30),
          () -> {
            lasting.clear();
            line.simulator.liveFaults().strikes().stream()
                .filter(each -> each.endedAt() == null)
                .forEach(lasting::add);
            return lasting.isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError("lasts: " + lasting, e);
    }
    line.simulator.liveFaults().clear();
  }

  /** Strikes that lost something of a followed token without a row that says so. */
  private static List<String> uncovered(Line line, LiveLine live) throws Exception {
    LiveTrades.Gaps gaps = live.stored.gaps();
    Set<String> followed = live.tokens();
    var uncovered = new ArrayList<String>();
    for (Strike strike : line.simulator.liveFaults().strikes()) {
      LiveFault fault = LiveFault.byLabel(strike.fault()).orElseThrow();
      Long ended = strike.endedAt();
      if (HARMLESS.contains(fault) || strike.frames() == 0 || ended == null) {
        continue;
      }
      for (String token : strike.tokens()) {
        if (followed.contains(token) && !gaps.overlaps(token, strike.startedAt(), ended)) {
          uncovered.add(strike.fault() + " of " + token + " at " + strike.startedAt());
        }
      }
    }
    return uncovered;
  }
}
