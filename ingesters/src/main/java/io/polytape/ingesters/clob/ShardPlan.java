package io.polytape.ingesters.clob;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which connection carries which token. A token stays where it is; a new one takes the first free
 * place; a shard without tokens goes. Pure.
 */
final class ShardPlan {
  private final int places;
  private final TreeMap<Integer, Set<String>> shards = new TreeMap<>();
  private final Map<String, Integer> shardOf = new HashMap<>();
  private int next;

  ShardPlan(int places) {
    this.places = places;
  }

  /**
   * Finds places for tokens; those that have one keep it. Returns what is new on each shard.
   *
   * @param groups tokens that belong together, such as those of a market: the venue tells of all of
   *     them in one frame, so they share a shard where they can
   */
  Map<Integer, List<String>> add(Collection<List<String>> groups) {
    var added = new TreeMap<Integer, List<String>>();
    for (List<String> group : groups) {
      List<String> fresh = group.stream().filter(token -> !shardOf.containsKey(token)).toList();
      int shard = -1;
      for (int i = 0; i < fresh.size(); i++) {
        if (shard < 0 || shards.getOrDefault(shard, Set.of()).size() >= places) {
          shard = free(fresh.size() - i);
        }
        put(fresh.get(i), shard);
        added.computeIfAbsent(shard, ignored -> new ArrayList<>()).add(fresh.get(i));
      }
    }
    return added;
  }

  /** Gives up the places of tokens. Returns what went from each shard. */
  Map<Integer, List<String>> remove(Collection<String> tokens) {
    var removed = new TreeMap<Integer, List<String>>();
    for (String token : tokens) {
      Integer shard = shardOf.remove(token);
      if (shard != null) {
        Set<String> there = shards.get(shard);
        if (there != null && there.remove(token) && there.isEmpty()) {
          shards.remove(shard);
        }
        removed.computeIfAbsent(shard, ignored -> new ArrayList<>()).add(token);
      }
    }
    return removed;
  }

  /** Takes tokens from where they are to a shard of their own. Returns its number. */
  int move(Collection<String> tokens) {
    remove(tokens);
    int shard = next++;
    shards.put(shard, new LinkedHashSet<>());
    tokens.forEach(token -> put(token, shard));
    return shard;
  }

  /** The first shard with room for so many, or a new one. */
  private int free(int count) {
    for (Map.Entry<Integer, Set<String>> shard : shards.entrySet()) {
      if (shard.getValue().size() + Math.min(count, places) <= places) {
        return shard.getKey();
      }
    }
    int shard = next++;
    shards.put(shard, new LinkedHashSet<>());
    return shard;
  }

  private void put(String token, int shard) {
    shardOf.put(token, shard);
    shards.computeIfAbsent(shard, ignored -> new LinkedHashSet<>()).add(token);
  }

  Optional<Integer> shardOf(String token) {
    return Optional.ofNullable(shardOf.get(token));
  }

  /** The tokens of a shard, in the order in which they came. */
  List<String> tokens(int shard) {
    return List.copyOf(shards.getOrDefault(shard, Set.of()));
  }

  Set<Integer> shards() {
    return Set.copyOf(shards.keySet());
  }

  Set<String> tokens() {
    return Set.copyOf(shardOf.keySet());
  }
}
