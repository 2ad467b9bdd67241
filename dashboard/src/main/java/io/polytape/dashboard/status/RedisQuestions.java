package io.polytape.dashboard.status;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.status.RedisAnswer.StreamProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Everything the page wants to know of Redis. Reads only, and never walks the whole key space at
 * once: sources are found by a scan of a few thousand keys per sample.
 */
final class RedisQuestions implements Watch.Questions<RedisAnswer> {
  private static final int MAX_WORKERS = 200;
  private static final int MAX_SOURCES = 50;
  private static final int NEWEST_DEAD_LETTERS = 5;
  private static final int SCANS_PER_SAMPLE = 5;
  private static final int SCANS_AT_FIRST = 200;
  private static final int LONGEST_TEXT = 500;
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);
  private static final String WATERMARK = Keys.watermark("");

  private final Redis redis;
  private final StreamProber prober;
  private final TreeSet<String> sources = new TreeSet<>();
  private String cursor = ScanParams.SCAN_POINTER_START;
  private boolean scannedOnce;
  private RedisCheck check = new RedisCheck("", List.of(), List.of());
  private Instant checkedAt = Instant.EPOCH;
  private String deadLettersUpTo = "";
  private List<DeadLetters.Line> deadLetters = List.of();

  RedisQuestions(Redis redis) {
    this.redis = redis;
    this.prober = new StreamProber(redis);
  }

  @Override
  public RedisAnswer ask(Instant now) throws TransientException {
    if (Duration.between(checkedAt, now).compareTo(CHECK_INTERVAL) > 0) {
      check = RedisCheck.of(redis);
      checkedAt = now;
    }
    findSources();
    var streams = new ArrayList<StreamProbe>();
    for (Streams stream : Streams.all()) {
      streams.add(prober.probe(stream));
    }
    StreamProbe dead =
        streams.stream()
            .filter(stream -> stream.key().equals(Streams.DEAD_LETTERS.key()))
            .findFirst()
            .orElseThrow();
    readDeadLetters(dead.lastId() + "/" + dead.length());
    Map<String, String> memory = memory();
    var parked = redis.run("parked", client -> client.zrangeWithScores(Keys.PARKED_TOKENS, 0, 0));
    return new RedisAnswer(
        check.version(),
        Texts.number(memory.get("used_memory"), -1),
        Texts.number(memory.get("maxmemory"), -1),
        check.faults(),
        check.warnings(),
        workers(),
        watermarks(),
        List.copyOf(streams),
        deadLetters,
        dead.length(),
        Texts.number(redis.run("parked", client -> client.get(Keys.PARKED_COUNT)), 0),
        redis.run("parked", client -> client.zcard(Keys.PARKED_TOKENS)),
        parked.isEmpty() ? 0 : (long) parked.getFirst().getScore());
  }

  private Map<String, String> memory() throws TransientException {
    var values = new TreeMap<String, String>();
    redis
        .run("info", client -> client.info("memory"))
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return values;
  }

  private List<Map<String, String>> workers() throws TransientException {
    List<String> members =
        redis.run(
            "workers",
            client ->
                client.zrange(Keys.WORKERS, ZRangeParams.zrangeParams(0, MAX_WORKERS - 1).rev()));
    var found = new ArrayList<Map<String, String>>();
    for (String member : members) {
      Map<String, String> fields =
          redis.run("workers", client -> client.hgetAll("worker:" + member));
      if (!fields.isEmpty()) {
        found.add(Texts.capped(fields, LONGEST_TEXT));
      }
    }
    return List.copyOf(found);
  }

  private void findSources() throws TransientException {
    var params = new ScanParams().match(WATERMARK + "*").count(1_000);
    int scans = scannedOnce ? SCANS_PER_SAMPLE : SCANS_AT_FIRST;
    for (int i = 0; i < scans; i++) {
      String from = cursor;
      var page = redis.run("scan", client -> client.scan(from, params));
      for (String key : page.getResult()) {
        if (sources.size() < MAX_SOURCES) {
          sources.add(key.substring(WATERMARK.length()));
        }
      }
      cursor = page.getCursor();
      if (page.isCompleteIteration()) {
        break;
      }
    }
    scannedOnce = true;
  }

  private Map<String, Map<String, String>> watermarks() throws TransientException {
    var found = new TreeMap<String, Map<String, String>>();
    for (String source : sources) {
      Map<String, String> fields =
          redis.run("watermark", client -> client.hgetAll(Keys.watermark(source)));
      if (!fields.isEmpty()) {
        found.put(source, Texts.capped(fields, LONGEST_TEXT));
      }
    }
    sources.retainAll(found.keySet());
    return found;
  }

  /** Reads them again only when there are others: each carries its original bytes. */
  private void readDeadLetters(String upTo) throws TransientException {
    if (upTo.equals(deadLettersUpTo)) {
      return;
    }
    List<StreamEntry> entries =
        redis.run(
            "dead-letters",
            client -> client.xrevrange(Streams.DEAD_LETTERS.key(), "+", "-", NEWEST_DEAD_LETTERS));
    deadLetters = entries.stream().map(RedisQuestions::line).toList();
    deadLettersUpTo = upTo;
  }

  private static DeadLetters.Line line(StreamEntry entry) {
    Map<String, String> fields = Texts.capped(entry.getFields(), LONGEST_TEXT);
    return new DeadLetters.Line(
        entry.getID().toString(),
        fields.getOrDefault("stage", ""),
        fields.getOrDefault("reason", ""),
        fields.getOrDefault("stream", ""),
        Texts.instant(fields.get("at")));
  }
}
