package io.polytape.processors.book;

import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to the venue that are under way while the loop goes on, a few at a time; the loop
 * fetches the answers. While the venue fails, questions are put ever less often.
 */
final class Background<A> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Background.class);

  private final String what;
  private final Semaphore room;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<A> answers = new ConcurrentLinkedQueue<>();
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), RandomGenerator.getDefault());
  private int failures;
  private long pausedUntil = System.nanoTime();

  Background(String what, int most) {
    this.what = what;
    this.room = new Semaphore(most);
  }

  /** A question. */
  interface Question<A> {
    List<A> ask() throws TransientException, InterruptedException;
  }

  /** Whether a question may be put now. */
  synchronized boolean isReady() {
    return room.availablePermits() > 0 && System.nanoTime() - pausedUntil >= 0;
  }

  /**
   * Puts a question.
   *
   * @param otherwise the answers when there is none
   */
  void ask(Question<A> question, List<A> otherwise) {
    room.acquireUninterruptibly();
    threads.execute(
        () -> {
          try {
            answers.addAll(question.ask());
            succeeded();
          } catch (TransientException e) {
            if (!threads.isShutdown()) {
              failed(e);
              answers.addAll(otherwise);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("what", what).log("question to the venue broke");
            answers.addAll(otherwise);
          } finally {
            room.release();
          }
        });
  }

  private synchronized void succeeded() {
    if (failures > 0) {
      log.atInfo().addKeyValue("what", what).addKeyValue("failures", failures).log("venue is back");
    }
    failures = 0;
  }

  private synchronized void failed(TransientException e) {
    failures++;
    pausedUntil = System.nanoTime() + backoff.delayAfter(failures).toNanos();
    if (failures == 1) {
      log.atWarn()
          .addKeyValue("what", what)
          .addKeyValue("reason", e.getMessage())
          .log("venue does not answer; asked again later");
    }
  }

  /** The answers that have come since. */
  List<A> answers() {
    var all = new ArrayList<A>();
    for (A each = answers.poll(); each != null; each = answers.poll()) {
      all.add(each);
    }
    return all;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
