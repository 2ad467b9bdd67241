package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.gamma.GammaClient.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changed last, newest first, of open and of closed markets, back to what the look before saw.
 * Where the server cannot order by change, the sweeps must do.
 */
final class Changes {
  private static final Logger log = LoggerFactory.getLogger(Changes.class);

  /** Changes may appear out of order by this much. */
  private static final Duration OVERLAP = Duration.ofMinutes(2);

  private static final int MOST_PAGES = 50;

  private final GammaClient client;
  private final Duration every;
  private boolean supported = true;
  private @Nullable Sweep sweep;
  private boolean closed;
  private int pages;
  private Instant due = Instant.MIN;
  private Instant newest = Instant.MAX;
  private Instant seen = Instant.MIN;
  private @Nullable ReadRows untaken;

  Changes(GammaClient client, Duration every) {
    this.client = client;
    this.every = every;
  }

  boolean isDue(Instant now) {
    return supported && (sweep != null || !now.isBefore(due));
  }

  /** The next rows; empty at an end. The same again until they are {@link #taken}. */
  ReadRows next(Instant now) throws TransientException, InterruptedException {
    ReadRows rows = untaken;
    if (rows == null) {
      rows = read(now);
      untaken = rows;
    }
    return rows;
  }

  /** The last rows are dealt with. */
  void taken() {
    untaken = null;
  }

  private ReadRows read(Instant now) throws TransientException, InterruptedException {
    if (sweep == null) {
      closed = false;
      start();
      due = now.plus(every);
      seen = Instant.MIN;
    }
    Sweep running = sweep == null ? start() : sweep;
    ReadRows page = running.next(now);
    List<JsonNode> rows = page.rows();
    running.taken();
    pages++;
    if (running.isRefused()) {
      log.atInfo().log("the venue cannot order markets by change; sweeps find what changed");
      supported = false;
      sweep = null;
      return new ReadRows(List.of(), now);
    }
    if (running.isDone() || pages >= MOST_PAGES || reachesBack(rows)) {
      if (closed) {
        sweep = null;
        newest = seen.equals(Instant.MIN) ? newest : seen;
      } else {
        closed = true;
        start();
      }
    }
    return page;
  }

  private Sweep start() {
    pages = 0;
    sweep =
        new Sweep(
            client,
            "markets",
            List.of(
                new Parameter("order", "updatedAt"),
                new Parameter("ascending", "false"),
                new Parameter("closed", Boolean.toString(closed)),
                new Parameter("include_tag", "true")));
    return sweep;
  }

  /** Whether a page ends before what the last look saw; the first look takes one page only. */
  private boolean reachesBack(List<JsonNode> rows) {
    boolean back = false;
    for (JsonNode row : rows) {
      Instant changed = GammaText.time(row, "updatedAt").orElse(Instant.MIN);
      if (changed.isAfter(seen)) {
        seen = changed;
      }
      back = newest.equals(Instant.MAX) || changed.isBefore(newest.minus(OVERLAP));
    }
    return back;
  }
}
