package io.polytape.dashboard.web;

import io.javalin.http.Context;
import io.polytape.dashboard.web.Latest.Sample;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * {@code /api/stream}: every new status as a server-sent event. Each client has a virtual thread of
 * its own and always gets the newest status, so a slow one misses some and holds up nobody; beyond
 * the bound the answer is 503, and the page polls instead.
 */
final class LiveStream {
  private static final byte[] DATA = "event: status\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Latest latest;
  private final Semaphore places;

  LiveStream(Latest latest, int mostClients) {
    this.latest = latest;
    this.places = new Semaphore(mostClients);
  }

  void serve(Context context) {
    if (!places.tryAcquire()) {
      context.status(503).header("Retry-After", "10").contentType("text/plain");
      context.result("too many live viewers; poll /api/status instead\n");
      return;
    }
    try {
      context.contentType("text/event-stream; charset=utf-8");
      context.header("X-Accel-Buffering", "no");
      OutputStream out = context.res().getOutputStream();
      out.write(RETRY);
      out.flush();
      long number = 0;
      while (!latest.isClosed()) {
        Sample sample = latest.awaitAfter(number, PATIENCE);
        if (sample == null) {
          out.write(COMMENT);
        } else {
          number = sample.number();
          out.write(DATA);
          out.write(sample.json());
          out.write(END);
        }
        out.flush();
      }
    } catch (IOException e) {
      // The viewer is gone, which is how every stream ends.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }
}
