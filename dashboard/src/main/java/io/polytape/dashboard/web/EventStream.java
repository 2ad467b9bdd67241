package io.polytape.dashboard.web;

import io.javalin.http.Context;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.live.EventFilter;
import io.polytape.dashboard.live.Feed;
import io.polytape.dashboard.live.LiveEvent;
import io.polytape.dashboard.live.Position;
import io.polytape.dashboard.live.Subscriber;
import io.polytape.dashboard.live.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code GET /api/events}: live events as server-sent events, filtered by {@code token}, {@code
 * market} and {@code type}. Each client has a virtual thread of its own; what a slow one loses is
 * said in an event {@code dropped}. An event's id is the position of all streams, so that a client
 * that comes back with {@code Last-Event-ID} goes on where it was.
 */
final class EventStream {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int FLUSH_AFTER = 200;

  private final Feed feed;

  EventStream(Feed feed) {
    this.feed = feed;
  }

  void serve(Context context) throws TransientException, InterruptedException {
    EventFilter filter = Parameters.filter(context);
    String asked = context.header("Last-Event-ID");
    if (asked == null) {
      asked = context.queryParam("last_event_id");
    }
    boolean resumes = asked != null && !asked.isEmpty();
    Optional<Position> from = asked == null ? Optional.empty() : Position.parse(asked);
    Optional<Subscription> subscribed = feed.subscribe(filter, from.orElse(null));
    if (subscribed.isEmpty()) {
      context.status(503).header("Retry-After", "10").contentType("application/json");
      context.result("{\"error\":\"too many viewers of live events\"}");
      return;
    }
    try (var subscription = subscribed.get()) {
      context.contentType("text/event-stream; charset=utf-8");
      context.header("X-Accel-Buffering", "no");
      var out = new Writer(context.res().getOutputStream());
      out.text("retry: 2000\n\n");
      if (resumes && from.isEmpty()) {
        out.mayHaveMissed();
      }
      subscription.deliverBacklog(out);
      send(subscription.subscriber(), out);
    } catch (IOException e) {
      // The viewer is gone, which is how every stream ends.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(Subscriber subscriber, Writer out)
      throws IOException, InterruptedException {
    out.position(subscriber.next(Duration.ZERO));
    out.flush();
    while (!subscriber.isClosed()) {
      Subscriber.Next next = subscriber.next(PATIENCE);
      if (next.isNothing()) {
        out.position(next);
      }
      for (int i = 0; i < FLUSH_AFTER && !next.isNothing(); i++) {
        out.next(next);
        next = i + 1 < FLUSH_AFTER ? subscriber.next(Duration.ZERO) : next;
      }
      out.flush();
    }
  }

  /** Writes events in the form of the protocol. */
  private static final class Writer implements Subscription.Taker {
    private final OutputStream out;

    Writer(OutputStream out) {
      this.out = out;
    }

    void next(Subscriber.Next next) throws IOException {
      if (next.dropped() != 0) {
        dropped(next.dropped());
      }
      LiveEvent event = next.event();
      if (event != null) {
        take(event);
      }
    }

    /** No event for the client, but one that comes back will not be told again what it has. */
    void position(Subscriber.Next next) throws IOException {
      next(next);
      text(": still here\nid: " + next.position().text() + "\n\n");
    }

    @Override
    public void take(LiveEvent event) throws IOException {
      text("id: " + event.position().text() + "\nevent: " + event.type().word() + "\ndata: ");
      out.write(event.json());
      text("\n\n");
    }

    @Override
    public void mayHaveMissed() throws IOException {
      dropped(Subscriber.UNKNOWN);
    }

    private void dropped(long count) throws IOException {
      text("event: dropped\ndata: " + Notices.dropped(count) + "\n\n");
    }

    void text(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void flush() throws IOException {
      out.flush();
    }
  }
}
