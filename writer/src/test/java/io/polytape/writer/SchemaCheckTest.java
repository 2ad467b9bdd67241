package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.schema.SchemaSetup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SchemaCheckTest {
  private static final String WITH_WINDOW =
      "MergeTree ORDER BY x SETTINGS non_replicated_deduplication_window = 10000";

  @Test
  void needsTheSchemaThatThisBuildMakes() {
    assertThat(SchemaCheck.NEEDED_VERSION).isEqualTo(SchemaSetup.newestVersion());
  }

  @Test
  void findsNothingWrongWithTablesThatRememberTokens() {
    assertThat(SchemaCheck.judge("d", tables(), List.of())).isEmpty();
  }

  @Test
  void namesEveryTableThatIsMissingOrForgetsTokens() {
    var tables = tables();
    tables.remove("markets");
    tables.put("trades", "MergeTree ORDER BY x SETTINGS non_replicated_deduplication_window = 0");
    tables.put("order_filled", "MergeTree ORDER BY x");

    assertThat(SchemaCheck.judge("d", tables, List.of()))
        .hasSize(3)
        .anyMatch(fault -> fault.contains("d.markets does not exist"))
        .anyMatch(fault -> fault.contains("d.trades does not remember"))
        .anyMatch(fault -> fault.contains("d.order_filled does not remember"));
  }

  @Test
  void replicatedTablesRememberTokensByThemselves() {
    var tables = tables();
    tables.put("trades", "ReplicatedMergeTree ORDER BY x");

    assertThat(SchemaCheck.judge("d", tables, List.of("trades"))).isEmpty();
  }

  private static Map<String, String> tables() {
    var tables = new HashMap<String, String>();
    Target.all().forEach(target -> tables.put(target.table(), WITH_WINDOW));
    tables.put("schema_migrations", "ReplacingMergeTree");
    return tables;
  }
}
