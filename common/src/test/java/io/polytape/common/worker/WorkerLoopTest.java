package io.polytape.common.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WorkerLoopTest {
  private static final Duration IDLE = Duration.ofMillis(7);

  private final List<String> said = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void restsOnlyWhenNothingMoved() throws Exception {
    run(moved(3), moved(0), moved(2), moved(0));

    assertThat(waits).containsExactly(IDLE, IDLE);
    assertThat(said).containsExactly("moved 3", "moved 0", "moved 2", "moved 0");
  }

  @Test
  void waitsLongerWithEachFailureInARowAndForgetsThemAfterASuccess() throws Exception {
    run(failure("a"), failure("b"), failure("c"), moved(1), failure("d"));

    assertThat(said)
        .containsExactly(
            "failing stage: a",
            "failing stage: b",
            "failing stage: c",
            "moved 1",
            "failing stage: d");
    assertThat(waits).hasSize(4);
    assertThat(waits.get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(waits.get(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(waits.get(2)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
    assertThat(waits.get(3)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  @Test
  void aBugEscapes() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      throw new IllegalStateException("bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  private void run(Worker... steps) throws InterruptedException {
    var left = new ArrayDeque<>(List.of(steps));
    var stop =
        new StopSignal() {
          @Override
          public boolean isRequested() {
            return left.isEmpty();
          }

          @Override
          public void await(Duration time) {
            waits.add(time);
          }
        };
    var heartbeat =
        new Heartbeat() {
          @Override
          public void progressed(int moved) {
            said.add("moved " + moved);
          }

          @Override
          public void failing(String stage, String reason) {
            said.add("failing " + stage + ": " + reason);
          }

          @Override
          public void waiting(String reason) {}

          @Override
          public void figure(String name, String value) {}
        };
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), new Random(1));
    new WorkerLoop("test", () -> left.removeFirst().runOnce(), stop, IDLE, backoff, heartbeat)
        .run();
  }

  private static Worker moved(int count) {
    return () -> count;
  }

  private static Worker failure(String message) {
    return () -> {
      throw new TransientException("stage", message);
    };
  }
}
