package io.polytape.launcher.status;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The heartbeats in Redis. */
final class Fleet {
  private final Redis redis;

  Fleet(Redis redis) {
    this.redis = redis;
  }

  /** Every process that lives, and of each worker without one the process that lived last. */
  List<WorkerState> workers(long now) throws TransientException {
    var byWorker = new HashMap<String, List<WorkerState>>();
    for (String key : keys()) {
      Map<String, String> hash = redis.run("status", client -> client.hgetAll(key));
      var state = WorkerState.of(hash);
      if (!state.worker().isEmpty()) {
        byWorker.computeIfAbsent(state.worker(), _ -> new ArrayList<>()).add(state);
      }
    }
    var shown = new ArrayList<WorkerState>();
    for (List<WorkerState> all : byWorker.values()) {
      List<WorkerState> alive =
          all.stream()
              .filter(state -> !List.of("down", "stopped").contains(state.verdict(now)))
              .toList();
      if (alive.isEmpty()) {
        all.stream().max(Comparator.comparingLong(WorkerState::beatAt)).ifPresent(shown::add);
      } else {
        shown.addAll(alive);
      }
    }
    shown.sort(Comparator.comparing(WorkerState::worker).thenComparing(WorkerState::instance));
    return shown;
  }

  private List<String> keys() throws TransientException {
    List<String> members = redis.run("status", client -> client.zrange(Keys.WORKERS, 0, -1));
    return members.stream()
        .map(member -> member.split(":", 2))
        .filter(parts -> parts.length == 2)
        .map(parts -> Keys.worker(parts[0], parts[1]))
        .toList();
  }
}
