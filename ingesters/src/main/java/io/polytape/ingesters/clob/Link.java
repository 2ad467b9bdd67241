package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from its opening to its end. Its reader thread notes the time and hands over; it
 * parses nothing. Its end is said once, behind all of its frames.
 */
final class Link extends WebSocketListener {
  private static final String PONG = "PONG";
  private static final int MOST_REASON = 200;
  private static final int NORMAL = 1000;

  private final String name;
  private final ConnectionKey key;
  private final HeardQueue queue;
  private final InstantSource clock;
  private final AtomicBoolean isOver = new AtomicBoolean();

  /** What was subscribed and not unsubscribed again, and all that ever was. */
  private final Map<String, Asked> tokens = new ConcurrentHashMap<>();

  private final Set<String> everAsked = ConcurrentHashMap.newKeySet();

  private volatile @Nullable WebSocket socket;
  private volatile @Nullable Instant openedAt;
  private volatile @Nullable Instant lastFrameAt;
  private volatile @Nullable Instant lastDataAt;
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile String reason = "";

  Link(String name, ConnectionKey key, HeardQueue queue, InstantSource clock) {
    this.name = name;
    this.key = key;
    this.queue = queue;
    this.clock = clock;
  }

  /** Connects and subscribes. */
  void connect(OkHttpClient client, Request request, Collection<String> first) {
    ask(first);
    WebSocket opening = client.newWebSocket(request, this);
    socket = opening;
    // OkHttp keeps it until the connection is open: it is the first frame.
    boolean ignored = opening.send(Commands.first(first));
  }

  /** Adds tokens to the subscription; asking again for one brings its book again. */
  void subscribe(Collection<String> more) {
    ask(more);
    send(Commands.subscribe(more));
  }

  private void ask(Collection<String> some) {
    Instant now = clock.instant();
    for (String token : some) {
      tokens.merge(
          token, new Asked(now, 1), (before, ignored) -> new Asked(now, before.times() + 1));
    }
    everAsked.addAll(some);
  }

  /** Takes tokens out of it. */
  void unsubscribe(Collection<String> fewer) {
    fewer.forEach(tokens::remove);
    send(Commands.unsubscribe(fewer));
  }

  /** Asks for the books of tokens that are subscribed already. */
  void resubscribe(Collection<String> again) {
    ask(again);
    send(Commands.unsubscribe(again));
    send(Commands.subscribe(again));
  }

  void ping() {
    send("PING");
  }

  private void send(String text) {
    WebSocket current = socket;
    if (current != null && !current.send(text)) {
      giveUp(GapReason.DISCONNECT, "cannot send");
    }
  }

  /** Ends it for a reason of ours; a reason of the venue's that came before stands. */
  void giveUp(GapReason gap, String why) {
    WebSocket current = socket;
    end(gap, why);
    if (current != null) {
      boolean ignored = current.close(NORMAL, null);
      current.cancel();
    }
  }

  /** Ends it without a gap, because nobody wants its tokens any longer. */
  void close() {
    isOver.set(true);
    WebSocket current = socket;
    if (current != null) {
      boolean ignored = current.close(NORMAL, null);
    }
  }

  @Override
  public void onOpen(WebSocket webSocket, Response response) {
    openedAt = clock.instant();
  }

  @Override
  public void onMessage(WebSocket webSocket, String text) {
    heard(text);
  }

  @Override
  public void onMessage(WebSocket webSocket, ByteString binary) {
    heard(binary.utf8());
  }

  private void heard(String text) {
    Instant now = clock.instant();
    long sequence = frames.incrementAndGet();
    bytes.addAndGet(text.length());
    lastFrameAt = now;
    if (text.length() == PONG.length() && text.equals(PONG)) {
      return;
    }
    lastDataAt = now;
    put(new Heard.Frame(this, sequence, now, text));
  }

  @Override
  public void onClosing(WebSocket webSocket, int code, String why) {
    end(GapReason.DISCONNECT, "closed by the venue with " + code + " " + why);
    boolean ignored = webSocket.close(NORMAL, null);
  }

  @Override
  public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
    String status = response == null ? "" : "HTTP " + response.code() + ": ";
    end(GapReason.DISCONNECT, status + failure);
  }

  private void end(GapReason gap, String why) {
    if (isOver.compareAndSet(false, true)) {
      reason = why.length() > MOST_REASON ? why.substring(0, MOST_REASON) : why;
      Instant last = lastDataAt;
      put(new Heard.Lost(this, last == null ? clock.instant() : last, gap, reason));
    }
  }

  private void put(Heard heard) {
    try {
      queue.put(heard);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Which connection of which process; stands in every event. */
  String name() {
    return name;
  }

  ConnectionKey key() {
    return key;
  }

  boolean isOver() {
    return isOver.get();
  }

  boolean isOpen() {
    return openedAt != null && !isOver();
  }

  boolean carries(String token) {
    return tokens.containsKey(token);
  }

  @Nullable Asked asked(String token) {
    return tokens.get(token);
  }

  /** Whether the token was ever asked for here: late elements of such are harmless. */
  boolean hasAsked(String token) {
    return everAsked.contains(token);
  }

  Set<String> tokens() {
    return Set.copyOf(tokens.keySet());
  }

  @Nullable Instant openedAt() {
    return openedAt;
  }

  @Nullable Instant lastFrameAt() {
    return lastFrameAt;
  }

  @Nullable Instant lastDataAt() {
    return lastDataAt;
  }

  long frames() {
    return frames.get();
  }

  long bytes() {
    return bytes.get();
  }

  String reason() {
    return reason;
  }
}
