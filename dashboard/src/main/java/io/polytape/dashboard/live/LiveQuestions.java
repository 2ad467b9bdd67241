package io.polytape.dashboard.live;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.status.Texts;
import io.polytape.dashboard.status.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Response;

/** Everything the page wants to know of the live processes, in one pipelined step. */
final class LiveQuestions implements Watch.Questions<LiveAnswer> {
  static final int GUARD_MINUTES = 5;

  private static final int MOST_ERRORS = 50;
  private static final Duration ERRORS_SPAN = Duration.ofHours(1);

  private final Redis redis;

  LiveQuestions(Redis redis) {
    this.redis = redis;
  }

  @Override
  public LiveAnswer ask(Instant now) throws TransientException {
    return redis.run(
        "live",
        client -> {
          try (var pipeline = client.pipelined()) {
            var connections = pipeline.hgetAll(Keys.CLOB_CONNECTIONS);
            var events = pipeline.hgetAll(Keys.CLOB_EVENTS);
            var discovery = pipeline.hgetAll(Keys.DISCOVERY_STATUS);
            var waiting = pipeline.llen(Keys.DISCOVERY_REQUESTS);
            double since = (double) now.minus(ERRORS_SPAN).toEpochMilli();
            var errors =
                pipeline.zrevrangeByScore(
                    Keys.RECENT_ERRORS, Double.POSITIVE_INFINITY, since, 0, MOST_ERRORS);
            var errorCount = pipeline.zcount(Keys.RECENT_ERRORS, since, Double.POSITIVE_INFINITY);
            var guards = new ArrayList<Response<Map<String, String>>>();
            long minute = now.getEpochSecond() / 60;
            for (long each = minute - GUARD_MINUTES + 1; each <= minute; each++) {
              guards.add(pipeline.hgetAll(Keys.guards(each)));
            }
            pipeline.sync();
            return new LiveAnswer(
                now,
                connections.get(),
                Texts.capped(events.get(), 20),
                sums(guards.stream().map(Response::get).toList()),
                Texts.capped(discovery.get(), 300),
                waiting.get(),
                List.copyOf(errors.get()),
                errorCount.get());
          }
        });
  }

  private static Map<String, Long> sums(List<Map<String, String>> minutes) {
    var sums = new HashMap<String, Long>();
    for (Map<String, String> minute : minutes) {
      minute.forEach((name, value) -> sums.merge(name, Texts.number(value, 0), Long::sum));
    }
    return sums;
  }
}
