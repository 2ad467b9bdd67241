package io.polytape.simulator.clob;

import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.clob.channel.MarketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of the live side: makes what the rates ask for, opens and closes books once a
 * second, and looks after the channel's deadlines.
 */
final class Pace implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pace.class);

  private static final Duration STEP = Duration.ofMillis(5);
  private static final int TEND_STEPS = 20;
  private static final int SECOND_STEPS = 200;

  /** Events that are made without a pause for subscribers. */
  private static final int MOST_AT_ONCE = 500;

  /** A machine that stood still does not make up for more than this. */
  private static final double LONGEST_DEBT_SECONDS = 0.5;

  private final LiveVenue venue;
  private final MarketChannel channel;
  private final Thread thread;
  private double books;
  private double trades;
  private double booksDue;
  private double tradesDue;
  private double lastBooks;
  private double lastTrades;
  private volatile boolean closed;

  Pace(LiveVenue venue, MarketChannel channel) {
    this.venue = venue;
    this.channel = channel;
    this.thread = Thread.ofPlatform().daemon().name("live-books").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Sets the rates; what is not 0 is remembered for {@link #resume}. Once it returns, nothing of
   * the old rates is made any more.
   */
  synchronized void rates(double newBooks, double newTrades) {
    if (!(newBooks >= 0 && newBooks <= 1_000_000 && newTrades >= 0 && newTrades <= 100_000)) {
      throw new IllegalArgumentException(
          "live books: expected 0 to 1000000 events and 0 to 100000 trades per second, was "
              + newBooks
              + " and "
              + newTrades);
    }
    books = newBooks;
    trades = newTrades;
    booksDue = 0;
    tradesDue = 0;
    if (books > 0 || trades > 0) {
      lastBooks = books;
      lastTrades = trades;
    }
  }

  /** Goes on at the rates that were in force before they became 0. */
  synchronized void resume() {
    if (books == 0 && trades == 0) {
      rates(lastBooks, lastTrades);
    }
  }

  synchronized double books() {
    return books;
  }

  synchronized double trades() {
    return trades;
  }

  private synchronized boolean moving() {
    return books > 0 || trades > 0;
  }

  private synchronized void owe(double seconds) {
    booksDue = books == 0 ? 0 : booksDue + books * seconds;
    tradesDue = trades == 0 ? 0 : tradesDue + trades * seconds;
  }

  /** Makes a part of what is due; false once nothing is. Whoever sets rates waits for it. */
  private synchronized boolean pay() {
    if (booksDue < 1 && tradesDue < 1) {
      return false;
    }
    int deals = (int) Math.min(tradesDue, MOST_AT_ONCE);
    tradesDue -= deals;
    booksDue -= venue.make((int) Math.min(booksDue, MOST_AT_ONCE), deals);
    return true;
  }

  private void run() {
    long before = System.nanoTime();
    try {
      for (long step = 0; !closed; step++) {
        Thread.sleep(STEP);
        long now = System.nanoTime();
        double seconds = Math.min((now - before) / 1e9, LONGEST_DEBT_SECONDS);
        before = now;
        if (moving() && step % SECOND_STEPS == 0) {
          venue.refresh();
        }
        owe(seconds);
        while (pay()) {
          // a part at a time, so that the rates can be changed in between
        }
        if (step % TEND_STEPS == 0) {
          channel.tend();
        }
        if (step % SECOND_STEPS == 0) {
          channel.chance();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("live books stand still");
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
