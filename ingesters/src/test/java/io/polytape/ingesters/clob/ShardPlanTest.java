package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShardPlanTest {
  private final ShardPlan plan = new ShardPlan(2);

  private static List<List<String>> each(String... tokens) {
    return Arrays.stream(tokens).map(List::of).toList();
  }

  @Test
  void keepsTheTokensOfAMarketTogether() {
    assertThat(plan.add(each("a"))).isEqualTo(Map.of(0, List.of("a")));
    assertThat(plan.add(List.of(List.of("b", "c"), List.of("d"))))
        .isEqualTo(Map.of(0, List.of("d"), 1, List.of("b", "c")));
    assertThat(plan.add(List.of(List.of("e", "f", "g"))))
        .as("a market with more outcomes than a connection carries tokens")
        .isEqualTo(Map.of(2, List.of("e", "f"), 3, List.of("g")));
  }

  @Test
  void fillsOneShardAfterTheOtherAndMovesNobody() {
    assertThat(plan.add(each("a", "b", "c")))
        .isEqualTo(Map.of(0, List.of("a", "b"), 1, List.of("c")));
    assertThat(plan.add(each("a", "d"))).isEqualTo(Map.of(1, List.of("d")));
    assertThat(plan.shardOf("a")).isEqualTo(Optional.of(0));
  }

  @Test
  void aFreedPlaceIsTakenAgain() {
    plan.add(each("a", "b", "c", "d"));
    assertThat(plan.remove(List.of("b", "unknown"))).isEqualTo(Map.of(0, List.of("b")));
    assertThat(plan.add(each("e"))).isEqualTo(Map.of(0, List.of("e")));
  }

  @Test
  void aShardWithoutTokensIsGoneAndItsNumberIsNotUsedAgain() {
    plan.add(each("a"));
    plan.remove(List.of("a"));
    assertThat(plan.shards()).isEmpty();
    assertThat(plan.add(each("b"))).isEqualTo(Map.of(1, List.of("b")));
  }

  @Test
  void movesTokensToAShardOfTheirOwn() {
    plan.add(each("a", "b", "c"));
    int shard = plan.move(List.of("b", "c"));
    assertThat(plan.tokens(shard)).containsExactly("b", "c");
    assertThat(plan.shards()).containsExactlyInAnyOrder(0, shard);
  }
}
