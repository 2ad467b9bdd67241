package io.polytape.ingesters.goldsky;

import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.goldsky.FillQuery.FromTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fetches pages of the history before they are asked for, from starts that the density of the last
 * page suggests. A guess that is wrong costs a request, never a fill: a page is only handed out for
 * a second that lies between its start and its last second.
 *
 * <p>Used by one thread; holds at most as many pages as fetches are allowed.
 */
final class PageAhead implements AutoCloseable {
  /** Share of the last page's span by which the next guess is ahead: pages should just overlap. */
  private static final double STRIDE = 0.9;

  private record Guess(long start, Future<FillPage> page) {}

  private final GoldskyClient client;
  private final int parallel;
  private final ExecutorService fetchers = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Guess> guesses = new ArrayDeque<>();

  /**
   * @param parallel fetches in flight, from 1, which means none ahead
   */
  PageAhead(GoldskyClient client, int parallel) {
    this.client = client;
    this.parallel = parallel;
  }

  /** The page that proves most after a second, if one was fetched; else it is fetched now. */
  FillPage page(FromTime query) throws TransientException, InterruptedException {
    while (!guesses.isEmpty() && guesses.getFirst().start() <= query.timestamp()) {
      Optional<FillPage> page = taken(guesses.removeFirst());
      if (page.isPresent()
          && !page.get().isEmpty()
          && page.get().lastTimestamp() > query.timestamp()) {
        return page.get();
      }
    }
    return client.fetch(query);
  }

  private static Optional<FillPage> taken(Guess guess) throws InterruptedException {
    try {
      return Optional.of(guess.page().get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransientException) {
        // The page is asked for again in its turn, and fails there if it still must.
        return Optional.empty();
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Guesses on.
   *
   * @param cursor where the walk stands
   * @param page the page it got there by
   * @param horizon second that no guess goes beyond
   */
  void guess(FillCursor cursor, FillPage page, long horizon) {
    long span = Math.max(1, page.lastTimestamp() - page.rows().getFirst().timestamp());
    long stride = Math.max(1, (long) (span * STRIDE));
    while (guesses.size() < parallel - 1) {
      long start = guesses.isEmpty() ? cursor.timestamp() : guesses.getLast().start() + stride;
      if (start > horizon) {
        return;
      }
      var query = new FromTime(start);
      guesses.addLast(new Guess(start, fetchers.submit(() -> client.fetch(query))));
    }
  }

  /** Drops what was fetched ahead. */
  void clear() {
    guesses.forEach(guess -> guess.page().cancel(true));
    guesses.clear();
  }

  @Override
  public void close() {
    clear();
    fetchers.shutdownNow();
  }
}
