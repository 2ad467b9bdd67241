package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceHttp;
import io.polytape.simulator.Simulator;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.clob.LiveConfig;
import io.polytape.simulator.clob.TrueBook;
import io.polytape.simulator.clob.TrueTrade;
import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.Order;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault of the simulated venue: the books come right, and no trade is missing unsaid. */
@Execution(ExecutionMode.CONCURRENT) // each has a venue and a Redis of its own, and mostly waits
final class SimulatedVenueIT {
  private Bench bench;
  private Simulator simulator;
  private SourceHttp http;
  private Follower follower;

  @BeforeEach
  void open() {
    bench = new Bench();
    simulator =
        Simulator.start(
            SimulatorConfig.small(7, Instant.now().minusSeconds(60)).withLive(LiveConfig.still()));
    http = new SourceHttp("test", Duration.ofSeconds(10), 64 << 20, InstantSource.system());
    follower =
        new Follower(
            bench.redis,
            new BooksClient(
                URI.create(simulator.clobUrl()),
                http,
                new RateLimiter("test", 1_000, 100),
                InstantSource.system()));
  }

  @AfterEach
  void close() {
    http.close();
    bench.close();
    simulator.close();
  }

  private Capture.Config config(int redundancy) {
    return new Capture.Config(
        URI.create(simulator.wsUrl()),
        URI.create(simulator.clobUrl()),
        "p",
        50,
        redundancy,
        16 * 1024 * 1024,
        2_000,
        100_000,
        Bench.FAST);
  }

  private List<String> wrong() throws Exception {
    follower.catchUp();
    var wrong = new ArrayList<String>();
    for (TrueBook truth : simulator.books().books().values()) {
      String fault = follower.wrong(truth);
      if (fault != null) {
        wrong.add(fault);
      }
    }
    return wrong;
  }

  private void keepUp(Duration time) throws Exception {
    Instant end = Instant.now().plus(time);
    Bench.until(
        () -> {
          follower.catchUp();
          return Instant.now().isAfter(end);
        });
  }

  @ParameterizedTest
  @EnumSource(LiveFault.class)
  void everyBookComesRightAndNoTradeIsMissingUnsaid(LiveFault fault) throws Exception {
    bench.follow(simulator.books().tokens());
    bench.start(1, config(1));
    Bench.until(() -> wrong().isEmpty());
    int first = simulator.books().tradeCount();
    simulator.bookRates(400, 40);
    keepUp(Duration.ofMillis(500));
    Order order = Order.of(fault).lasting(Duration.ofSeconds(4)).times(3);
    // A dropped trade moves no book; it is the book processor that asks the Data API for it.
    simulator
        .liveFaults()
        .strike(fault == LiveFault.WS_DROP_FRAME ? order.type("price_change") : order);
    keepUp(Duration.ofMillis(3_500));
    simulator.liveFaults().clear();
    simulator.bookRates(0, 0);
    try {
      Bench.until(() -> wrong().isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError(wrong() + " " + simulator.liveFaults().strikes(), e);
    }
    try {
      Bench.until(() -> missing(first).isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError(
          missing(first) + " " + simulator.liveFaults().strikes() + " " + follower.holes(), e);
    }
    assertThat(follower.doubled()).isZero();
  }

  /** Trades that were neither heard nor lie in a gap. */
  private List<TrueTrade> missing(int first) throws Exception {
    follower.catchUp();
    Map<String, Integer> equal = new HashMap<>();
    return simulator
        .books()
        .trades(first, Integer.MAX_VALUE)
        .filter(
            trade -> {
              String identity =
                  String.join(
                      " ",
                      trade.transactionHash(),
                      trade.tokenId(),
                      String.valueOf(trade.side()),
                      trade.price().stripTrailingZeros().toPlainString());
              int occurrence =
                  Objects.requireNonNull(equal.merge(identity + trade.size(), 1, Integer::sum)) - 1;
              return !follower.heard(identity + " " + occurrence)
                  && !follower.covers(trade.tokenId(), Instant.ofEpochMilli(trade.timestamp()));
            })
        .toList();
  }
}
