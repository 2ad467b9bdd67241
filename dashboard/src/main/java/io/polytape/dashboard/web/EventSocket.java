package io.polytape.dashboard.web;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.live.Feed;
import io.polytape.dashboard.live.LiveEvent;
import io.polytape.dashboard.live.Subscriber;
import io.polytape.dashboard.live.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;

/**
 * {@code /ws/live}: live events over a WebSocket. The client says what it wants in JSON, see {@link
 * SocketCommand}; each client has a virtual thread that sends one frame after another, so that what
 * waits for a slow one waits in its bounded queue and nowhere else.
 */
final class EventSocket {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration SEND_PATIENCE = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final int LONGEST_COMMAND = 64 * 1024;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int TOO_SLOW = 1008;

  private final Feed feed;
  private final Map<String, Subscription> open = new ConcurrentHashMap<>();

  EventSocket(Feed feed) {
    this.feed = feed;
  }

  void configure(WsConfig socket) {
    socket.onConnect(this::connect);
    socket.onMessage(context -> command(context, context.message()));
    socket.onBinaryMessage(context -> context.closeSession(1003, "expected text"));
    socket.onClose(context -> leave(context.sessionId()));
    socket.onError(context -> leave(context.sessionId()));
  }

  private void connect(WsContext context) throws InterruptedException {
    context.session.setMaxTextMessageSize(LONGEST_COMMAND);
    context.session.setIdleTimeout(IDLE);
    try {
      var subscription = feed.subscribe(null, null).orElse(null);
      if (subscription == null) {
        context.closeSession(TRY_AGAIN_LATER, "too many viewers of live events");
        return;
      }
      open.put(context.sessionId(), subscription);
      Thread.ofVirtual().name("live-socket").start(() -> send(context, subscription));
    } catch (TransientException e) {
      context.closeSession(TRY_AGAIN_LATER, "Redis does not answer");
    }
  }

  private void command(WsContext context, String text) {
    Subscription subscription = open.get(context.sessionId());
    if (subscription != null) {
      subscription.subscriber().say(SocketCommand.run(text, subscription.subscriber()));
    }
  }

  private void send(WsContext context, Subscription subscription) {
    Subscriber subscriber = subscription.subscriber();
    try {
      while (!subscriber.isClosed() && context.session.isOpen()) {
        Subscriber.Next next = subscriber.next(HEARTBEAT);
        for (String answer : next.said()) {
          send(context, answer);
        }
        if (next.dropped() != 0) {
          send(context, Notices.dropped(next.dropped()));
        }
        LiveEvent event = next.event();
        if (event != null) {
          send(context, new String(event.json(), StandardCharsets.UTF_8));
        } else if (next.isNothing()) {
          send(context, Notices.heartbeat());
        }
      }
      context.closeSession(1001, "the dashboard stops");
    } catch (TimeoutException e) {
      context.closeSession(TOO_SLOW, "too slow");
    } catch (ExecutionException e) {
      // The viewer is gone, which is how every socket ends.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave(context.sessionId());
    }
  }

  private static void send(WsContext context, String text)
      throws InterruptedException, ExecutionException, TimeoutException {
    var sent = new CompletableFuture<Void>();
    context.session.sendText(
        text, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
    sent.get(SEND_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void leave(String id) {
    Subscription subscription = open.remove(id);
    if (subscription != null) {
      subscription.close();
    }
  }
}
