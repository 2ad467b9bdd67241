package io.polytape.embedded.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;

/**
 * Notices that a client has gone away while its statement computes and nothing is written.
 *
 * <p>Once a request is read whole its client has nothing more to send, so a non-blocking read of
 * the socket finds either nothing or the end. Bytes of a pipelined request would be lost by that
 * read; the connection is then not used again.
 */
final class ClientWatch implements AutoCloseable {
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer;

  ClientWatch(Duration interval) {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("client-watch").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            () -> watched.forEach(Watched::look),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Calls back once, on the watch's thread, when the peer is found gone; close it to stop. */
  Watched watch(EndPoint endPoint, Runnable gone) {
    Watched one = new Watched(endPoint, gone);
    watched.add(one);
    return one;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One connection under watch. */
  final class Watched implements AutoCloseable {
    private final EndPoint endPoint;
    private final Runnable gone;
    private boolean active = true;
    private boolean clean = true;

    private Watched(EndPoint endPoint, Runnable gone) {
      this.endPoint = endPoint;
      this.gone = gone;
    }

    private void look() {
      boolean tell;
      synchronized (this) {
        tell = active && isGone();
        active = active && !tell && clean;
      }
      if (tell) {
        gone.run();
      }
    }

    private boolean isGone() {
      try {
        ByteBuffer buffer = ByteBuffer.allocate(1).flip();
        int read = endPoint.fill(buffer);
        clean = read <= 0;
        return read < 0;
      } catch (IOException e) {
        return true;
      }
    }

    /** False when a byte of a next request was swallowed. */
    synchronized boolean clean() {
      return clean;
    }

    @Override
    public void close() {
      synchronized (this) {
        active = false;
      }
      watched.remove(this);
    }
  }
}
