package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.worker.Heartbeat;
import org.junit.jupiter.api.Test;

final class SharedHeartbeatTest {
  private String state = "";

  @Test
  void saysFailingForAsLongAsOneLoopFails() {
    var shared = new SharedHeartbeat(new Recorder());
    Heartbeat markets = shared.of("markets");
    Heartbeat trades = shared.of("trades");

    trades.failing("insert", "away");
    markets.progressed(5);
    assertThat(state).isEqualTo("failing insert trades: away");

    trades.progressed(1);
    assertThat(state).isEqualTo("progressed 1");
  }

  private final class Recorder implements Heartbeat {
    @Override
    public void progressed(int moved) {
      state = "progressed " + moved;
    }

    @Override
    public void failing(String stage, String reason) {
      state = "failing " + stage + " " + reason;
    }

    @Override
    public void waiting(String reason) {
      state = "waiting";
    }

    @Override
    public void figure(String name, String value) {}
  }
}
