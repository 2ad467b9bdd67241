import io.polytape.common.stream.Keys;
import io.polytape.simulator.clob.BookLedger;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/** Looks at some quotes of the hot cache every two milliseconds. */
final class HotProbe implements AutoCloseable {
  private final RedisClient redis;
  private final Sightings sightings;
  private final Thread thread;
  private volatile boolean stopped;

  HotProbe(RedisClient redis, BookLedger ledger) {
    this.redis = redis;
    this.sightings = new Sightings(ledger, 20);
    this.thread = Thread.ofPlatform().name("hot-probe").start(this::run);
  }

  private void run() {
    try {
      while (!stopped) {
        look();
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    var times = new ArrayList<Response<String>>();
    List<String> tokens = sightings.tokens;
    try (var pipeline = redis.pipelined()) {
      tokens.forEach(token -> times.add(pipeline.hget(Keys.quote(token), "source_time")));
      pipeline.sync();
    }
    for (int i = 0; i < tokens.size(); i++) {
      String time = times.get(i).get();
      if (time != null && !time.isEmpty()) {
        sightings.seen(tokens.get(i), Long.parseLong(time));
      }
    }
  }

  Latencies latencies() {
    return sightings.latencies();
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
