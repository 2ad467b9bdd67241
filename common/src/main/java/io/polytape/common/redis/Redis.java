package io.polytape.common.redis;

import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection to Redis: a small bounded pool, safe for several threads. Every use goes through
 * {@link #run}, which turns the faults that waiting may mend into {@link TransientException} and
 * lets the others, which are bugs or misuse, escape.
 */
public final class Redis implements AutoCloseable {
  private final RedisClient client;
  private final HostAndPort address;

  public Redis(String host, int port, @Nullable String password) {
    this.address = new HostAndPort(host, port);
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(16);
    pool.setMaxIdle(16);
    pool.setMaxWait(Duration.ofSeconds(10));
    // A connection that died with its server must not be handed out.
    pool.setTestOnBorrow(true);
    var config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(2_000)
            .socketTimeoutMillis(30_000)
            .clientName("polytape")
            // Replies keep one shape on every server version.
            .protocol(RedisProtocol.RESP2)
            .password(password == null || password.isEmpty() ? null : password)
            .build();
    this.client =
        RedisClient.builder().hostAndPort(address).clientConfig(config).poolConfig(pool).build();
  }

  /** The Redis that the settings name. */
  public static Redis open(Config config) {
    return new Redis(
        config.get(CommonSettings.REDIS_HOST),
        config.get(CommonSettings.REDIS_PORT),
        config.find(CommonSettings.REDIS_PASSWORD).orElse(null));
  }

  /**
   * Uses the client.
   *
   * @param stage what is being done, a bounded set of words, for the log and the dashboard
   * @throws TransientException when Redis is away, loading, out of memory or a replica
   */
  public <T extends @Nullable Object> T run(String stage, Function<RedisClient, T> use)
      throws TransientException {
    try {
      return use.apply(client);
    } catch (JedisConnectionException e) {
      throw new TransientException(
          stage, "Redis at " + address + " cannot be reached: " + root(e), e);
    } catch (JedisDataException e) {
      if (isTransient(e)) {
        throw new TransientException(stage, "Redis at " + address + ": " + e.getMessage(), e);
      }
      throw e;
    } catch (JedisException e) {
      // The pool wraps what it meets when it makes a connection or waits for one.
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new TransientException(stage, "Redis at " + address + ": " + root(e), e);
    }
  }

  /** Host and port, for messages. */
  public String address() {
    return address.toString();
  }

  private static boolean isTransient(JedisDataException e) {
    String message = String.valueOf(e.getMessage()).toUpperCase(Locale.ROOT);
    for (String start :
        new String[] {
          "OOM",
          "LOADING",
          "READONLY",
          "BUSY ",
          "MASTERDOWN",
          "MISCONF",
          "TRYAGAIN",
          "CLUSTERDOWN",
          "NOREPLICAS"
        }) {
      if (message.startsWith(start)) {
        return true;
      }
    }
    // Within a script the code is not at the front.
    return message.contains("OOM COMMAND NOT ALLOWED")
        || message.contains("-MISCONF")
        || message.contains("-NOREPLICAS")
        || message.contains("-READONLY");
  }

  private static String root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public void close() {
    client.close();
  }
}
