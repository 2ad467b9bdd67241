package io.polytape.common.http;

import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.TransientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Blocking HTTP to one source. Answers are read whole and bounded; everything that waiting may mend
 * becomes a {@link TransientException}. Redirects are followed on the same host only.
 */
public final class SourceHttp implements AutoCloseable {
  private static final int MOST_REDIRECTS = 3;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Overload, block pages and restarts of the venue's engine: 425 comes with the latter. */
  private static final Set<Integer> TRANSIENT = Set.of(401, 403, 407, 408, 425);

  private static final MediaType JSON = MediaType.get("application/json");

  private final String source;
  private final long maxBytes;
  private final InstantSource clock;
  private final OkHttpClient client;

  /**
   * @param source its name, the stage of every failure
   * @param timeout without a byte from the source; a whole request may take half as long again
   * @param maxBytes longest answer that is read
   */
  public SourceHttp(String source, Duration timeout, long maxBytes, InstantSource clock) {
    this.source = source;
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.client =
        new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(5))
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .callTimeout(timeout.multipliedBy(3).dividedBy(2))
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  /**
   * A whole answer with a status that the caller must judge.
   *
   * @param contentType empty when not given
   */
  public record Reply(int status, String contentType, byte[] body) {
    public boolean isJson() {
      return contentType.contains("json");
    }
  }

  /** Asks for JSON. */
  public Reply get(HttpUrl url) throws TransientException {
    return send(new Request.Builder().url(url).header("Accept", "application/json").build());
  }

  /** Posts JSON and asks for JSON. */
  public Reply post(HttpUrl url, String json) throws TransientException {
    return send(
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .post(RequestBody.create(json.getBytes(StandardCharsets.UTF_8), JSON))
            .build());
  }

  /** Sends one request and reads the whole answer. */
  public Reply send(Request request) throws TransientException {
    Request current = request;
    for (int hop = 0; ; hop++) {
      try (Response response = client.newCall(current).execute()) {
        Request next = redirected(current, response);
        if (next == null || hop == MOST_REDIRECTS) {
          return read(response);
        }
        current = next;
      } catch (IOException e) {
        throw new TransientException(source, "no whole answer from " + host(current) + ": " + e, e);
      }
    }
  }

  private Reply read(Response response) throws IOException, TransientException {
    int status = response.code();
    String where = "HTTP " + status + " from " + host(response.request());
    String retryAfter = response.header("Retry-After");
    if (status == 429 || (status == 503 && retryAfter != null)) {
      throw new ThrottledException(source, where, RetryAfter.parse(retryAfter, now()));
    }
    if (status >= 500 || REDIRECTS.contains(status) || TRANSIENT.contains(status)) {
      throw new TransientException(source, where);
    }
    BufferedSource body = response.body().source();
    if (body.request(maxBytes + 1)) {
      throw new TransientException(source, where + " with more than " + maxBytes + " bytes");
    }
    String type = response.header("Content-Type");
    return new Reply(status, type == null ? "" : type, body.readByteArray());
  }

  private static @Nullable Request redirected(Request request, Response response) {
    String location = response.header("Location");
    if (!REDIRECTS.contains(response.code()) || location == null) {
      return null;
    }
    HttpUrl target = request.url().resolve(location);
    boolean keepsBody = response.code() == 307 || response.code() == 308;
    if (target == null
        || !target.host().equals(request.url().host())
        || (request.url().isHttps() && !target.isHttps())
        || (request.body() != null && !keepsBody)) {
      return null;
    }
    return request.newBuilder().url(target).build();
  }

  private Instant now() {
    return clock.instant();
  }

  private static String host(Request request) {
    return request.url().host();
  }

  /** Gives up all requests as soon as stopping is asked for, so that none outlasts the grace. */
  public void cancelOn(StopSignal stop) {
    Thread.ofVirtual()
        .name("cancel-" + source)
        .start(
            () -> {
              try {
                while (!stop.isRequested()) {
                  stop.await(Duration.ofHours(1));
                }
                client.dispatcher().cancelAll();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
