package io.polytape.ingesters.clob;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * From the readers of all sockets to the one thread that parses, bounded by characters. When it is
 * full the readers wait, and the venue's frames with them in the socket's buffer: nothing is lost
 * by that. The parsing thread never waits for anybody, so this lasts for moments only.
 */
final class HeardQueue {
  /** More than any single frame that passes the cap. */
  private static final long MOST_CHARACTERS = 64L * 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final ArrayDeque<Heard> queue = new ArrayDeque<>();
  private long characters;

  /** Adds; waits while it is full. */
  void put(Heard heard) throws InterruptedException {
    long size = size(heard);
    lock.lockInterruptibly();
    try {
      while (size > 0 && characters >= MOST_CHARACTERS) {
        drained.await();
      }
      queue.addLast(heard);
      characters += size;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes all there is, after waiting for it at most that long. */
  List<Heard> take(Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() && nanos > 0) {
        nanos = filled.awaitNanos(nanos);
      }
      var taken = new ArrayList<>(queue);
      queue.clear();
      characters = 0;
      drained.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  long characters() {
    lock.lock();
    try {
      return characters;
    } finally {
      lock.unlock();
    }
  }

  private static long size(Heard heard) {
    return heard instanceof Heard.Frame frame ? frame.text().length() : 0;
  }

  /** Whether it was empty at this moment; for tests and figures. */
  boolean isEmpty() {
    return characters() == 0;
  }

  static final Duration PATIENCE = Duration.ofNanos(TimeUnit.MILLISECONDS.toNanos(100));
}
