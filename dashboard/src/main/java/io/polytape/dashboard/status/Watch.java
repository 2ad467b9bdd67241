package io.polytape.dashboard.status;

import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an engine the same questions again and again on a thread of its own, so that an engine that
 * hangs never holds up the page, and keeps the last answer.
 */
public final class Watch<T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);
  private static final int LONGEST_REASON = 300;

  private final String engine;
  private final Questions<T> questions;
  private final Duration interval;
  private final Duration patience;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Kept<T> kept = new Kept<>(null, null, "not asked yet");
  private volatile Instant asked;

  /** Asks the questions. Any exception means that the engine has not answered. */
  @FunctionalInterface
  public interface Questions<T> {
    T ask(Instant now) throws Exception;
  }

  /**
   * What is known.
   *
   * @param value the last answer, null when there never was one
   * @param at when it was asked for
   * @param fault why there is no newer one, empty when all is well
   */
  public record Answer<T>(@Nullable T value, @Nullable Instant at, String fault) {}

  private record Kept<T>(@Nullable T value, @Nullable Instant at, String fault) {}

  public Watch(
      String engine,
      Questions<T> questions,
      Duration interval,
      Duration patience,
      InstantSource clock) {
    this.engine = engine;
    this.questions = questions;
    this.interval = interval;
    this.patience = patience;
    this.clock = clock;
    this.asked = clock.instant();
    this.thread = Thread.ofPlatform().name("watch-" + engine).daemon().unstarted(this::watch);
    thread.start();
  }

  /** The last answer, and whether the engine owes one. */
  public Answer<T> latest(Instant now) {
    Kept<T> last = kept;
    Duration silent = Duration.between(asked, now);
    String fault = last.fault();
    if (fault.isEmpty() && silent.compareTo(patience) > 0) {
      fault = "no answer for " + silent.toSeconds() + " s";
    }
    return new Answer<>(last.value(), last.at(), fault);
  }

  private void watch() {
    try {
      do {
        step();
      } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() throws InterruptedException {
    Instant now = clock.instant();
    asked = now;
    Kept<T> before = kept;
    try {
      T value = questions.ask(now);
      if (!before.fault().isEmpty() && before.at() != null) {
        log.atInfo().addKeyValue("engine", engine).log("engine answers again");
      }
      kept = new Kept<>(value, now, "");
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // A dashboard that dies of what it looks at is of no use: every fault becomes a line on it.
      if (before.fault().isEmpty()) {
        log.atWarn().setCause(e).addKeyValue("engine", engine).log("engine does not answer");
      }
      kept = new Kept<>(before.value(), before.at(), describe(e));
    } finally {
      // From here to the next question nothing is owed.
      asked = clock.instant().plus(interval);
    }
  }

  /** The root of the matter: the clients wrap it in numbers that change with every attempt. */
  private static String describe(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && !(root instanceof TransientException)) {
      root = root.getCause();
    }
    String message = root.getMessage();
    String text = message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    return Texts.cut(text.lines().findFirst().orElse(""), LONGEST_REASON);
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
