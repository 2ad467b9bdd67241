package io.polytape.simulator.http;

import io.javalin.http.Context;
import io.polytape.simulator.fault.Fault;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * Sends replies, and does to the connection what a fault demands. Closing it frees the requests
 * that it stalls.
 */
public final class Wire implements AutoCloseable {
  /** A stalled request is let go after this; every client gives up before. */
  private static final Duration LONGEST_STALL = Duration.ofMinutes(5);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong turns = new AtomicLong();

  /**
   * Answers a request.
   *
   * @param reply made only where the fault lets it come to that
   */
  public void send(Context context, @Nullable Fault fault, Supplier<Reply> reply) {
    switch (fault) {
      case RATE_LIMIT -> whole(context, Sabotage.tooManyRequests(turns.getAndIncrement()));
      case SERVER_ERROR -> whole(context, Sabotage.serverError(turns.getAndIncrement()));
      case TIMEOUT -> stall(context);
      case RESET -> reset(context, reply.get());
      case TRUNCATED_JSON -> {
        Reply half = reply.get();
        whole(context, half.cut(half.length() / 2));
      }
      case null, default -> whole(context, reply.get());
    }
  }

  private static void whole(Context context, Reply reply) {
    try {
      headers(context, reply);
      context.res().setContentLength(reply.length());
      context.res().getOutputStream().write(reply.buffer(), 0, reply.length());
    } catch (IOException e) {
      reset(context); // the client went away
    }
  }

  private static void headers(Context context, Reply reply) {
    context.status(reply.status());
    context.contentType(reply.contentType());
    reply.headers().forEach(context::header);
  }

  /** Promises the whole body, sends half of it and resets the connection. */
  private static void reset(Context context, Reply reply) {
    try {
      headers(context, reply);
      context.res().setContentLength(reply.length());
      var stream = context.res().getOutputStream();
      stream.write(reply.buffer(), 0, reply.length() / 2);
      stream.flush();
    } catch (IOException e) {
      // The client was faster in going away; the connection is reset all the same.
    }
    reset(context);
  }

  /** Says nothing until the client has given up, then drops the connection. */
  private void stall(Context context) {
    EndPoint connection = connection(context);
    long end = System.nanoTime() + LONGEST_STALL.toNanos();
    try {
      while (connection.isOpen()
          && System.nanoTime() < end
          && !closed.await(200, TimeUnit.MILLISECONDS)) {
        // the latch is what waits
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reset(context);
  }

  private static EndPoint connection(Context context) {
    return ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint();
  }

  private static void reset(Context context) {
    EndPoint connection = connection(context);
    try {
      if (connection.getTransport() instanceof SocketChannel channel && channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      }
    } catch (IOException e) {
      connection.close(e);
      return;
    }
    connection.close();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
