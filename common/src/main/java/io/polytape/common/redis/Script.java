package io.polytape.common.redis;

import io.polytape.common.worker.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A Lua script that Redis runs as one atomic step: all of its writes happen, and reach the
 * append-only file, together or not at all.
 */
public final class Script {
  private final byte[] text;
  private final byte[] digest;

  private Script(byte[] text) {
    this.text = text;
    try {
      this.digest =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-1").digest(text))
              .getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The script in a file that lies beside a class. */
  public static Script beside(Class<?> type, String file) {
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no script " + file + " beside " + type.getName());
      }
      return new Script(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it; sends the text only when the server does not have it yet. */
  public Object run(Redis redis, String stage, List<byte[]> keys, List<byte[]> arguments)
      throws TransientException {
    return redis.run(
        stage,
        client -> {
          try {
            return client.evalsha(digest, keys, arguments);
          } catch (JedisNoScriptException e) {
            return client.eval(text, keys, arguments);
          }
        });
  }

  /** What one run of a script is about. */
  public record Call(List<byte[]> keys, List<byte[]> arguments) {}

  /**
   * Runs it several times in one round trip, in order; each run is an atomic step of its own. When
   * it throws, any of them may have happened.
   */
  public List<Object> runAll(Redis redis, String stage, List<Call> calls)
      throws TransientException {
    return redis.run(
        stage,
        client -> {
          var responses = new ArrayList<Response<Object>>();
          try (var pipeline = client.pipelined()) {
            calls.forEach(
                call -> responses.add(pipeline.evalsha(digest, call.keys(), call.arguments())));
            pipeline.sync();
          }
          var replies = new ArrayList<Object>();
          for (int i = 0; i < calls.size(); i++) {
            try {
              replies.add(responses.get(i).get());
            } catch (JedisNoScriptException e) {
              replies.add(client.eval(text, calls.get(i).keys(), calls.get(i).arguments()));
            }
          }
          return replies;
        });
  }

  /** Text as the bytes Redis gets. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A number as the bytes Redis gets. */
  public static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** A bulk reply as text. */
  public static String text(Object reply) {
    return new String((byte[]) reply, StandardCharsets.UTF_8);
  }
}
