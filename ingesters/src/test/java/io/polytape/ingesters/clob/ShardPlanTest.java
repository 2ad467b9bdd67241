package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShardPlanTest {
  private final ShardPlan plan = new ShardPlan(2);

  @Test
  void fillsOneShardAfterTheOtherAndMovesNobody() {
    assertThat(plan.add(List.of("a", "b", "c")))
        .isEqualTo(Map.of(0, List.of("a", "b"), 1, List.of("c")));
    assertThat(plan.add(List.of("a", "d"))).isEqualTo(Map.of(1, List.of("d")));
    assertThat(plan.shardOf("a")).isEqualTo(Optional.of(0));
  }

  @Test
  void aFreedPlaceIsTakenAgain() {
    plan.add(List.of("a", "b", "c", "d"));
    assertThat(plan.remove(List.of("b", "unknown"))).isEqualTo(Map.of(0, List.of("b")));
    assertThat(plan.add(List.of("e"))).isEqualTo(Map.of(0, List.of("e")));
  }

  @Test
  void aShardWithoutTokensIsGoneAndItsNumberIsNotUsedAgain() {
    plan.add(List.of("a"));
    plan.remove(List.of("a"));
    assertThat(plan.shards()).isEmpty();
    assertThat(plan.add(List.of("b"))).isEqualTo(Map.of(1, List.of("b")));
  }

  @Test
  void movesTokensToAShardOfTheirOwn() {
    plan.add(List.of("a", "b", "c"));
    int shard = plan.move(List.of("b", "c"));
    assertThat(plan.tokens(shard)).containsExactly("b", "c");
    assertThat(plan.shards()).containsExactlyInAnyOrder(0, shard);
  }
}
