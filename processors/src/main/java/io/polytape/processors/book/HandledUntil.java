package io.polytape.processors.book;

import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamInfo;

/** Up to when everything that was published has been handled, in all partitions. */
final class HandledUntil {
  private HandledUntil() {}

  /**
   * The time of the oldest entry that may not be handled yet, or now when there is none.
   *
   * @return milliseconds since 1970
   */
  static long of(Redis redis, long nowMillis) throws TransientException {
    return redis.run(
        "audit",
        client -> {
          var last = new ArrayList<Response<StreamInfo>>();
          var handled = new ArrayList<Response<String>>();
          try (var pipeline = client.pipelined()) {
            for (int partition = 0; partition < Partitions.COUNT; partition++) {
              last.add(pipeline.xinfoStream(Partitions.stream(partition).key()));
              handled.add(pipeline.hget(Keys.committed(partition), "last_entry"));
            }
            pipeline.sync();
          }
          long until = nowMillis;
          for (int partition = 0; partition < Partitions.COUNT; partition++) {
            String text = handled.get(partition).get();
            var done = new StreamEntryID(text == null ? "0-0" : text);
            StreamEntryID newest = last.get(partition).get().getLastGeneratedId();
            if (done.compareTo(newest) < 0) {
              until = Math.min(until, done.getTime());
            }
          }
          return until;
        });
  }
}
