package io.polytape.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.MarketChannel;
import io.polytape.simulator.clob.channel.Order;
import io.polytape.simulator.clob.channel.Strike;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred and more episodes of everything that goes wrong on the market channel: each is
 * noticed, mended without a hand, and whatever change or trade is not in its table lies in a hole
 * that {@code gaps} has. Takes seven minutes, so it is run by hand: {@code mvn -pl launcher -am
 * verify -Dit.test=LiveFaultsCampaign}; {@code -Dcampaign.seed=7} strikes elsewhere, {@code
 * -Dcampaign.redundancy=2} follows each token by two connections.
 */
final class LiveFaultsCampaign {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ROUNDS = 10;

  @TempDir Path folder;

  @Test
  void everyFaultIsNoticedMendedAndRecorded() throws Exception {
    int redundancy = Integer.getInteger("campaign.redundancy", 1);
    var settings = new HashMap<>(LiveLine.SETTINGS);
    settings.put("CLOB_REDUNDANCY", Integer.toString(redundancy));
    try (var line = new Line(folder, LiveLine.config(32), settings)) {
      var live = new LiveLine(line, 400, 10);
      line.startEngines();
      live.start();
      long since = System.currentTimeMillis();
      var random = new Random(Long.getLong("campaign.seed", 32));
      int episodes = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Set<String> followed = new HashSet<>(live.tokens());
        long began = System.currentTimeMillis();
        for (LiveFault fault : LiveFault.values()) {
          live.move();
          strike(line, fault, random);
          episodes++;
        }
        settle(line);
        live.stand();
        live.awaitBooks("round " + round, PATIENCE);
        followed.retainAll(live.tokens());
        live.awaitChanges(followed, began, PATIENCE);
        System.out.printf("round %d of %d: %d episodes%n", round + 1, ROUNDS, episodes);
      }
      assertThat(episodes).isGreaterThanOrEqualTo(200);
      live.awaitTrades(since, PATIENCE);
      live.awaitNoOpenGaps(PATIENCE);
      Set<String> overwritten = live.changed.overwritten();
      System.out.printf("lost and set again by the next batch: %s%n", overwritten);
      // One connection cannot show it, and it is rare; of two, the other one brings it.
      assertThat(overwritten).hasSizeLessThanOrEqualTo(redundancy > 1 ? 0 : episodes / 10);
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
}
