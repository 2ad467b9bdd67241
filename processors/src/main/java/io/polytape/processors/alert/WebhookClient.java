package io.polytape.processors.alert;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts alerts, signed. Follows no redirect and reads no answer beyond its status. */
final class WebhookClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String secret;
  private final InstantSource clock;

  WebhookClient(String secret, InstantSource clock) {
    this.secret = secret;
    this.clock = clock;
  }

  /**
   * Posts one alert.
   *
   * @param attempt the first being 1
   * @return the status of the answer
   * @throws IOException when there was none in time
   */
  int post(Webhook webhook, byte[] body, int attempt) throws IOException, InterruptedException {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    HttpRequest request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("User-Agent", "polytape")
            .header("X-Polytape-Timestamp", timestamp)
            .header("X-Polytape-Signature", "sha256=" + Webhook.signature(secret, timestamp, body))
            .header("X-Polytape-Attempt", Integer.toString(attempt))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<Integer> answer =
        http.sendAsync(request, BodyHandlers.ofInputStream())
            .thenApply(
                response -> {
                  close(response.body());
                  return response.statusCode();
                });
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Nobody wants the rest of it.
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
