package io.polytape.dashboard.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.dashboard.status.WorkerStatus.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerJudgeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  private final WorkerJudge judge = new WorkerJudge();

  @Test
  void expectedWorkersThatNeverAppearedAreDown() {
    assertThat(judge.judge(List.of(), false, NOW, NOW))
        .hasSize(4)
        .allSatisfy(
            each -> {
              assertThat(each.state()).isEqualTo(State.DOWN);
              assertThat(each.reason()).isEqualTo("has never been seen");
            });
  }

  @Test
  void beatsGrowLateAndThenDown() {
    assertThat(stateAfter(1)).isEqualTo(State.ALIVE);
    assertThat(stateAfter(6)).isEqualTo(State.LATE);
    assertThat(stateAfter(16)).isEqualTo(State.DOWN);
  }

  @Test
  void aClockThatGoesWrongOnAnotherMachineMakesNobodyDeadOrImmortal() {
    Instant wrong = NOW.minusSeconds(3_600);
    one(beat("trade-processor", "a-1", "running", wrong), NOW);
    assertThat(
            one(beat("trade-processor", "a-1", "running", wrong.plusSeconds(1)), NOW.plusSeconds(1))
                .state())
        .isEqualTo(State.ALIVE);

    Instant ahead = NOW.plusSeconds(3_600);
    one(beat("trade-processor", "b-1", "running", ahead), NOW);
    assertThat(one(beat("trade-processor", "b-1", "running", ahead), NOW.plusSeconds(20)).state())
        .isEqualTo(State.DOWN);
  }

  @Test
  void deadInstancesOfAWorkerThatLivesAreFoldedAway() {
    var dead = beat("clickhouse-writer", "a-1", "running", NOW.minusSeconds(900));
    var stopped = beat("clickhouse-writer", "a-2", "stopped", NOW.minusSeconds(1));
    var first = beat("clickhouse-writer", "a-3", "running", NOW);
    var second = beat("clickhouse-writer", "a-4", "waiting", NOW);

    WorkerStatus writer = named("clickhouse-writer", List.of(dead, stopped, second, first));

    assertThat(writer.state()).isEqualTo(State.ALIVE);
    assertThat(writer.instances())
        .extracting(each -> each.instance())
        .containsExactly("a-3", "a-4");
    assertThat(writer.folded()).isEqualTo(2);
  }

  @Test
  void aWorkerWithoutALivingInstanceShowsTheLastThatLived() {
    var dead = beat("clickhouse-writer", "a-1", "running", NOW.minusSeconds(900));
    var stopped = beat("clickhouse-writer", "a-2", "stopped", NOW.minusSeconds(30));

    WorkerStatus writer = named("clickhouse-writer", List.of(dead, stopped));

    assertThat(writer.state()).isEqualTo(State.STOPPED);
    assertThat(writer.instances()).extracting(each -> each.instance()).containsExactly("a-2");
  }

  @Test
  void aLoopThatNoLongerTurnsIsLateThoughItsProcessBeats() {
    var stuck = beat("trade-processor", "a-1", "running", NOW);
    stuck.put("progress_at", Long.toString(NOW.minusSeconds(300).toEpochMilli()));
    WorkerStatus processor = named("trade-processor", List.of(stuck));
    assertThat(processor.state()).isEqualTo(State.LATE);
    assertThat(processor.reason()).isEqualTo("its loop has not turned for 5 min");
  }

  @Test
  void nonsenseInAHeartbeatIsBorne() {
    var odd = beat("trade-processor", "a-1", "dancing", NOW);
    odd.put("pid", "many");
    odd.put("moved", "");
    assertThat(named("trade-processor", List.of(odd)).state()).isEqualTo(State.ALIVE);
  }

  private State stateAfter(int seconds) {
    return one(beat("trade-processor", "a-1", "running", NOW), NOW.plusSeconds(seconds)).state();
  }

  private WorkerStatus one(Map<String, String> heartbeat, Instant now) {
    return judge.judge(List.of(heartbeat), false, now, now).stream()
        .filter(each -> each.name().equals(heartbeat.get("worker")))
        .findFirst()
        .orElseThrow();
  }

  private WorkerStatus named(String name, List<Map<String, String>> heartbeats) {
    return judge.judge(heartbeats, false, NOW, NOW).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> beat(
      String worker, String instance, String state, Instant at) {
    var fields = new HashMap<String, String>();
    fields.put("worker", worker);
    fields.put("instance", instance);
    fields.put("state", state);
    fields.put("beat_at", Long.toString(at.toEpochMilli()));
    fields.put("progress_at", Long.toString(at.toEpochMilli()));
    return fields;
  }
}
