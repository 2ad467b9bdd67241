package io.polytape.dashboard.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.dashboard.status.LiveStatus.Connection;
import io.polytape.dashboard.status.LiveStatus.Tokens;
import io.polytape.dashboard.status.Verdict.Finding;
import io.polytape.dashboard.status.Verdict.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveJudgementTest {
  @Test
  void nothingIsWrongWhileNothingIsFollowedOrAllIsWell() {
    assertThat(LiveJudgement.of(live(0, 0, connection("backoff", 0, 0)))).isEmpty();
    assertThat(LiveJudgement.of(live(10, 0, connection("open", 200, 200)))).isEmpty();
  }

  @Test
  void connectionsThatAreNotOpenAreTold() {
    var one = LiveJudgement.of(live(10, 0, connection("open", 9, 9), connection("backoff", 9, 9)));
    assertThat(one).extracting(Finding::level).containsExactly(Level.WARN);
    assertThat(one.getFirst().text()).startsWith("1 of 2 live connections is not open");
    var all =
        LiveJudgement.of(live(10, 0, connection("closed", 9, 9), connection("backoff", 9, 9)));
    assertThat(all).extracting(Finding::level).containsExactly(Level.BAD);
  }

  @Test
  void anOpenConnectionThatBringsNothingIsTold() {
    var findings =
        LiveJudgement.of(live(10, 0, connection("open", 30_001, 9), connection("open", 9, 9)));
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().text()).contains("1 of 2").contains("brought nothing");
  }

  @Test
  void whatAnIngesterThatIsGoneSaidLastIsNoNews() {
    assertThat(LiveJudgement.of(live(10, 0, connection("closed", 9, 60_000)))).isEmpty();
  }

  @Test
  void openGapsAreTold() {
    assertThat(LiveJudgement.of(live(10, 3, connection("open", 9, 9))).getFirst().text())
        .startsWith("3 live books have an open gap");
  }

  private static Connection connection(String state, long dataAge, long reportAge) {
    return new Connection("0", state, 200, 200, 0, 0, 0, null, dataAge, dataAge, reportAge, "");
  }

  private static LiveStatus live(int followed, int gaps, Connection... connections) {
    LiveStatus none = LiveStatus.NONE;
    return new LiveStatus(
        "",
        new Tokens(followed, 1, 0, 0, 0, 0, gaps, Map.of()),
        List.of(connections),
        List.of(),
        none.guards(),
        none.discovery(),
        List.of(),
        0,
        Map.of(),
        List.of(),
        none.errors(),
        none.viewers());
  }
}
