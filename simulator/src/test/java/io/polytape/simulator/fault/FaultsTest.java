package io.polytape.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultsTest {
  @Test
  void readsNamesAndProbabilities() {
    assertThat(Faults.parse("rate-limit=0.02, timeout=0"))
        .hasSize(2)
        .containsEntry(Fault.RATE_LIMIT, 0.02)
        .containsEntry(Fault.TIMEOUT, 0.0);
    assertThat(Faults.parse("all=0.5,reset=1"))
        .hasSize(Fault.values().length)
        .containsEntry(Fault.RESET, 1.0);
    assertThat(Faults.parse("")).isEmpty();
  }

  @Test
  void refusesWhatIsNoFault() {
    for (String wrong : List.of("rate-limit", "storm=0.1", "reset=2", "reset=x", "reset=NaN")) {
      assertThatThrownBy(() -> Faults.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void strikesOneFaultAtMostAndCountsIt() {
    var faults = new Faults(1);
    faults.set(Fault.RESET, 1);
    faults.set(Fault.TIMEOUT, 1);
    assertThat(faults.draw(List.of(Fault.RATE_LIMIT, Fault.TIMEOUT, Fault.RESET)))
        .contains(Fault.TIMEOUT);
    assertThat(faults.struck()).containsEntry("timeout", 1L).containsEntry("reset", 0L);
    assertThat(faults.draw(List.of(Fault.RATE_LIMIT))).isEmpty();
  }
}
