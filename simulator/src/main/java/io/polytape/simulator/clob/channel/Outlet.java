package io.polytape.simulator.clob.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Extension;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection: a bounded queue and the thread that empties it onto the wire. A
 * client that does not keep up fills the queue and is cut off.
 */
final class Outlet {
  private static final int MOST_ITEMS = 50_000;
  private static final long MOST_CHARS = 64L << 20;
  private static final int BATCH = 256;
  private static final int PIECE = 1 << 20;
  private static final long PATIENCE_SECONDS = 120;

  /** What goes out. */
  sealed interface Item {
    /** One message. */
    record Text(String text) implements Item {}

    /** A message of a head, very many blanks and a tail. */
    record Huge(String head, long blanks, String tail, boolean packed) implements Item {}

    record Close(int code, String reason) implements Item {}
  }

  private final Session session;
  private final CoreSession core;
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>(MOST_ITEMS);
  private final AtomicLong queued = new AtomicLong();
  private final Thread sender;
  private volatile boolean closed;
  private boolean paused;

  Outlet(int id, Session session) {
    this.session = session;
    this.core = ((WebSocketSession) session).getCoreSession();
    this.sender = Thread.ofVirtual().name("market-channel-" + id).unstarted(this::run);
  }

  void start() {
    sender.start();
  }

  /** Takes something to send; false if the queue is full. Never waits. */
  boolean offer(Item item) {
    long size = size(item);
    if (queued.addAndGet(size) - size > MOST_CHARS || !queue.offer(item)) {
      queued.addAndGet(-size);
      return false;
    }
    return true;
  }

  private static long size(Item item) {
    return item instanceof Item.Text text ? text.text().length() : 0;
  }

  /** How many messages wait. */
  int waiting() {
    return queue.size();
  }

  /** Stops sending, or goes on with it. */
  synchronized void pause(boolean on) {
    paused = on;
    notifyAll();
  }

  private synchronized void awaitGo() throws InterruptedException {
    while (paused && !closed) {
      wait();
    }
  }

  /** Ends the thread and cuts the connection without a word. */
  void abort() {
    closed = true;
    pause(false);
    sender.interrupt();
    session.disconnect();
  }

  private void run() {
    var batch = new ArrayList<Item>(BATCH);
    try {
      while (!closed) {
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        awaitGo();
        send(batch);
        batch.clear();
      }
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // The connection is gone, or its client reads nothing for minutes.
      closed = true;
      session.disconnect();
    }
  }

  private void send(List<Item> batch)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (int i = 0; i < batch.size(); i++) {
      Item item = batch.get(i);
      queued.addAndGet(-size(item));
      switch (item) {
        case Item.Text text -> {
          boolean last = i == batch.size() - 1 || !(batch.get(i + 1) instanceof Item.Text);
          if (last) {
            text(text.text());
          } else {
            write(text.text(), Callback.NOOP, true);
          }
        }
        case Item.Huge huge -> huge(huge);
        case Item.Close close ->
            session.close(
                close.code(), close.reason(), org.eclipse.jetty.websocket.api.Callback.NOOP);
      }
    }
  }

  private void write(String text, Callback callback, boolean batch) {
    var frame = new org.eclipse.jetty.websocket.core.Frame(OpCode.TEXT, text);
    core.sendFrame(new OutgoingEntry.Builder(frame, callback).batch(batch).build());
  }

  private void text(String text) throws InterruptedException, ExecutionException, TimeoutException {
    var done = new Callback.Completable();
    write(text, done, false);
    await(done);
  }

  private void huge(Item.Huge huge)
      throws InterruptedException, ExecutionException, TimeoutException {
    LazyDeflate deflate = huge.packed() ? deflate() : null;
    if (deflate != null) {
      deflate.packing(true);
    }
    piece(huge.head(), false);
    String blanks = " ".repeat(PIECE);
    for (long left = huge.blanks(); left > 0; left -= PIECE) {
      piece(left >= PIECE ? blanks : blanks.substring(0, (int) left), false);
    }
    piece(huge.tail(), true);
    if (deflate != null) {
      deflate.packing(false);
    }
  }

  private void piece(String text, boolean last)
      throws InterruptedException, ExecutionException, TimeoutException {
    var done = new CompletableFuture<Void>();
    session.sendPartialText(
        text,
        last,
        org.eclipse.jetty.websocket.api.Callback.from(
            () -> done.complete(null), done::completeExceptionally));
    await(done);
  }

  /** What packs messages, if the client agreed to that. */
  private @Nullable LazyDeflate deflate() {
    if (core instanceof WebSocketCoreSession stacked) {
      for (Extension extension : stacked.getExtensionStack().getExtensions()) {
        if (extension instanceof LazyDeflate deflate) {
          return deflate;
        }
      }
    }
    return null;
  }

  private static void await(CompletableFuture<?> done)
      throws InterruptedException, ExecutionException, TimeoutException {
    done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
