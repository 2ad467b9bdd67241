package io.polytape.dashboard.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.dashboard.status.SourceStatus.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SourceJudgeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  private final WorkerJudge workers = new WorkerJudge();
  private final SourceJudge judge = new SourceJudge();

  @Test
  void lagGrowsWithTheTimeSinceTheWatermarkMoved() {
    var source = judge("running", Map.of("source_state", "quiet"), 5, 30);
    assertThat(source.state()).isEqualTo(State.QUIET);
    assertThat(source.lagSeconds()).isEqualTo(35);
    assertThat(source.updatedAgeSeconds()).isEqualTo(30);
  }

  @Test
  void anUnknownLagStaysUnknown() {
    assertThat(judge("running", Map.of(), -1, 30).lagSeconds()).isNull();
  }

  @Test
  void aPoliteSourceThatHasStoppedIsStaleInPlainWords() {
    var stale = judge("running", Map.of("source_state", "stale"), 720, 0);
    assertThat(stale.state()).isEqualTo(State.STALE);
    assertThat(verdict(stale).headline())
        .isEqualTo("goldsky is stale: it answers, but has had nothing new for 12 min");
    assertThat(verdict(stale).level()).isEqualTo(Verdict.Level.BAD);
  }

  @Test
  void catchingUpSaysHowFastAndHowLong() {
    var source =
        judge("running", Map.of("source_state", "catching-up", "eta_seconds", "180"), 7_200, 0);
    assertThat(source.etaSeconds()).isEqualTo(180);
    assertThat(verdict(source).headline())
        .isEqualTo("goldsky is catching up: 2 h behind now, about 3 min left");
    assertThat(verdict(source).level()).isEqualTo(Verdict.Level.INFO);
  }

  @Test
  void aSourceWhoseWorkerStoppedIsNotReadByAnybody() {
    assertThat(judge("stopped", Map.of("source_state", "following"), 1, 0).state())
        .isEqualTo(State.UNATTENDED);
  }

  @Test
  void withoutAWordFromItsWorkerTheWatermarkDecides() {
    assertThat(judge("running", Map.of(), 3, 2).state()).isEqualTo(State.FOLLOWING);
    assertThat(judge("running", Map.of(), 9_000, 2).state()).isEqualTo(State.QUIET);
  }

  private SourceStatus judge(String state, Map<String, String> figures, long lag, long age) {
    var beat = new HashMap<>(figures);
    beat.putAll(
        Map.of(
            "worker",
            "goldsky-ingester",
            "instance",
            "a-1",
            "state",
            state,
            "beat_at",
            Long.toString(NOW.toEpochMilli())));
    var watermark =
        Map.of(
            "cursor",
            "1:a",
            "events",
            "10",
            "lag_seconds",
            Long.toString(lag),
            "updated_at",
            Long.toString(NOW.minusSeconds(age).toEpochMilli()));
    return judge
        .judge(
            Map.of("goldsky", watermark), workers.judge(List.of(beat), false, NOW, NOW), NOW, NOW)
        .getFirst();
  }

  private static Verdict verdict(SourceStatus source) {
    var up = new EngineStatus(true, "h:1", "1", "", NOW, 0, 0, List.of(), List.of());
    return Judgement.of(
        up,
        up,
        List.of(),
        List.of(source),
        List.of(),
        DeadLetters.NONE,
        Parked.NONE,
        LiveStatus.NONE);
  }
}
