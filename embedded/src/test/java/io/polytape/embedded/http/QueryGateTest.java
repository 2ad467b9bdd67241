package io.polytape.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.embedded.clickhouse.EngineException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class QueryGateTest {
  @Test
  void refusesWhatNeitherRunsNorMayWait() throws EngineException {
    QueryGate gate = new QueryGate(1, 0, Duration.ofMinutes(1));
    gate.enter();
    assertThatThrownBy(gate::enter)
        .isInstanceOfSatisfying(
            EngineException.class, error -> assertThat(error.code()).isEqualTo(202));
    gate.leave();
    gate.enter();
  }

  @Test
  void refusesWhatHasWaitedTooLong() throws EngineException {
    QueryGate gate = new QueryGate(1, 1, Duration.ofMillis(1));
    gate.enter();
    assertThatThrownBy(gate::enter).hasMessageContaining("Too many simultaneous queries");
  }

  @Test
  void lettingNobodyInAnyMoreItBecomesIdle() throws Exception {
    QueryGate gate = new QueryGate(2, 1, Duration.ofMinutes(1));
    gate.enter();
    gate.close();
    assertThatThrownBy(gate::enter).hasMessageContaining("shutting down");
    assertThat(gate.awaitIdle(Duration.ofMillis(1))).isFalse();
    gate.leave();
    assertThat(gate.awaitIdle(Duration.ofMillis(1))).isTrue();
  }
}
