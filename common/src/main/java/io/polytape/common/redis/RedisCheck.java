package io.polytape.common.redis;

import io.polytape.common.config.ConfigException;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisAccessControlException;

/**
 * What a look at Redis found: whether it may hold the streams at all.
 *
 * @param version as the server says it, empty when it does not say
 * @param faults why it must not be used; each with its remedy
 * @param warnings what may cost data or could not be seen; each with its remedy
 */
public record RedisCheck(String version, List<String> faults, List<String> warnings) {
  private static final Logger log = LoggerFactory.getLogger(RedisCheck.class);

  public RedisCheck {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }

  /**
   * Looks at the server and at our keys; changes nothing, and reads nobody else's.
   *
   * @throws TransientException when Redis is away
   */
  public static RedisCheck of(Redis redis) throws TransientException {
    try {
      Map<String, String> info = parse(redis.run("redis-check", client -> client.info()));
      return judge(info, types(redis));
    } catch (JedisAccessControlException e) {
      String message = String.valueOf(e.getMessage());
      return message.startsWith("NOPERM")
          ? new RedisCheck(
              "",
              List.of(),
              List.of(
                  "version, eviction and persistence could not be checked, for this user may not"
                      + " ask: "
                      + message))
          : new RedisCheck(
              "",
              List.of("Redis at " + redis.address() + " refuses REDIS_PASSWORD: " + message),
              List.of());
    }
  }

  /**
   * Waits until Redis answers, refuses one that cannot be trusted with the streams, and makes the
   * consumer groups, so that nothing is published before its readers are known. Every worker calls
   * it before anything else.
   *
   * @throws ConfigException with every fault
   */
  public static void require(Redis redis, StopSignal stop)
      throws ConfigException, InterruptedException {
    var backoff = Backoff.standard();
    for (int failures = 1; !stop.isRequested(); failures++) {
      try {
        var check = of(redis);
        if (!check.faults().isEmpty()) {
          throw new ConfigException(check.faults());
        }
        ConsumerGroup.createAll(redis);
        for (String warning : check.warnings()) {
          log.atWarn().addKeyValue("redis", redis.address()).log(warning);
        }
        return;
      } catch (TransientException e) {
        if (failures == 1) {
          log.atWarn().addKeyValue("reason", e.getMessage()).log("waiting for Redis");
        }
        stop.await(backoff.delayAfter(failures));
      }
    }
  }

  /** The verdict on what {@code INFO} says and on the types of our keys; pure. */
  static RedisCheck judge(Map<String, String> info, Map<String, String> types) {
    var faults = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    String version = info.getOrDefault("redis_version", "");
    if (version.isEmpty()) {
      warnings.add("the version of Redis could not be checked; it must be 6.2 or newer");
    } else if (!atLeast(version, 6, 2)) {
      faults.add("Redis is " + version + ", and 6.2 or newer is needed; upgrade it");
    }
    String policy = info.getOrDefault("maxmemory_policy", "");
    boolean bounded = !info.getOrDefault("maxmemory", "0").equals("0");
    if (policy.isEmpty()) {
      warnings.add("maxmemory-policy of Redis could not be checked; it must be noeviction");
    } else if (bounded && !policy.equals("noeviction")) {
      faults.add(
          "Redis may evict keys (maxmemory-policy "
              + policy
              + ") and would lose events; run CONFIG SET maxmemory-policy noeviction and put it"
              + " into its configuration file");
    }
    String appendOnly = info.getOrDefault("aof_enabled", "");
    if (appendOnly.equals("0")) {
      warnings.add(
          "Redis has no append-only file: events that it holds are LOST when it stops; run CONFIG"
              + " SET appendonly yes and put it into its configuration file");
    } else if (appendOnly.isEmpty()) {
      warnings.add("the append-only file of Redis could not be checked; it must be on");
    }
    types.forEach(
        (key, type) -> {
          if (!type.equals("stream") && !type.equals("none")) {
            faults.add(
                "the key "
                    + key
                    + " of this Redis is somebody else's "
                    + type
                    + " and is left alone; use another Redis");
          }
        });
    return new RedisCheck(version, faults, warnings);
  }

  private static Map<String, String> types(Redis redis) throws TransientException {
    var types = new HashMap<String, String>();
    for (Streams stream : Streams.all()) {
      types.put(stream.key(), redis.run("redis-check", client -> client.type(stream.key())));
    }
    return types;
  }

  static Map<String, String> parse(String info) {
    var values = new HashMap<String, String>();
    info.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return values;
  }

  private static boolean atLeast(String version, int major, int minor) {
    String[] parts = version.split("\\.", -1);
    try {
      int first = Integer.parseInt(parts[0]);
      int second = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return first > major || (first == major && second >= minor);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
