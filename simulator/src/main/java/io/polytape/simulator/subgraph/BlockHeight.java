package io.polytape.simulator.subgraph;

import io.polytape.simulator.world.Blocks;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code block} argument: which block a query is pinned to. */
final class BlockHeight {
  /** The deployment's content id, as {@code _meta} and errors name it. */
  static final String DEPLOYMENT = "QmPolytapeSimulatedOrderbook1111111111111111111";

  /** Blocks looked at for a hash, from the newest back. */
  private static final int HASHES_KNOWN = 2_000;

  private BlockHeight() {}

  /**
   * The block that the query sees last, counted from the world's first.
   *
   * @param constraint the coerced argument; null or without a member for the head
   */
  static long of(@Nullable Object constraint, Blocks blocks, long head) {
    if (!(constraint instanceof Map<?, ?> map)) {
      return head;
    }
    if (map.get("number") instanceof Integer number) {
      requireIndexed(number, head);
      if (Blocks.blockOf(number) < 0) {
        throw new QueryException(
            "Failed to decode `block.number` value: data starts at block " + Blocks.numberOf(0));
      }
      return Blocks.blockOf(number);
    }
    if (map.get("number_gte") instanceof Integer number) {
      requireIndexed(number, head);
    }
    if (map.get("hash") instanceof String hash) {
      for (long block = head; block >= Math.max(0, head - HASHES_KNOWN); block--) {
        if (blocks.hashOf(block).equals(hash)) {
          return block;
        }
      }
      throw new QueryException(
          "Failed to decode `block.hash` value: no block with that hash found");
    }
    return head;
  }

  private static void requireIndexed(int number, long head) {
    if (Blocks.blockOf(number) > head) {
      throw new QueryException(
          "Failed to decode `block.number` value: `subgraph "
              + DEPLOYMENT
              + " has only indexed up to block number "
              + Blocks.numberOf(head)
              + " and data for block number "
              + number
              + " is therefore not yet available`");
    }
  }
}
