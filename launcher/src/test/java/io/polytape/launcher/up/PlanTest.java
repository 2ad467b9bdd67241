package io.polytape.launcher.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.config.ConfigException;
import io.polytape.launcher.Polytape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static List<String> names(Plan plan) {
    return plan.members().stream().map(Member::name).toList();
  }

  @Test
  void startsEnginesFirstAndIngestersLast() {
    assertThat(names(Plan.of(false, false, true)))
        .containsExactly(
            "embedded-redis",
            "embedded-clickhouse",
            "dashboard",
            "simulator",
            "clickhouse-writer",
            "trade-processor",
            "book-processor",
            "alert-engine",
            "polymarket-ingester",
            "goldsky-ingester",
            "websocket-ingester");
  }

  @Test
  void leavesOutWhatIsConfiguredElsewhere() {
    assertThat(names(Plan.of(true, false, false)))
        .doesNotContain("embedded-redis", "simulator")
        .contains("embedded-clickhouse");
    assertThat(names(Plan.of(false, true, false))).doesNotContain("embedded-clickhouse");
  }

  @Test
  void canBeAPart() throws Exception {
    assertThat(names(Plan.of(true, true, false).only(Set.of("simulator", "dashboard"))))
        .containsExactly("dashboard", "simulator");
    assertThatThrownBy(() -> Plan.of(true, true, false).only(Set.of("dashbord")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("dashbord")
        .hasMessageContaining("goldsky-ingester");
  }

  @Test
  void everyProcessIsACommand() {
    assertThat(Polytape.commandLine().getSubcommands().keySet())
        .containsAll(names(Plan.of(false, false, true)));
  }

  @Test
  void supervisordAndComposeRunTheSameSet() throws IOException {
    Path root = Path.of("..").toRealPath(); // tests run in the folder of their module
    String supervisord = Files.readString(root.resolve("supervisord.conf"));
    String compose = Files.readString(root.resolve("docker-compose.yml"));
    for (Member member : Plan.of(false, false, true).members()) {
      assertThat(supervisord).contains("[program:" + member.name() + "]");
      if (member.role() != Member.Role.ENGINE) {
        assertThat(compose).contains("\n  " + member.name() + ":\n");
      }
    }
  }
}
