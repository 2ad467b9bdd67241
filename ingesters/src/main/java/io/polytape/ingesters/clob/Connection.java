package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import io.polytape.common.worker.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A place that always wants a live connection for its tokens: dials, keeps the heartbeat, judges
 * the connection by its data, and dials again after a wait that grows. Used under the lock of
 * {@link Shards}.
 */
final class Connection {
  private final ConnectionKey key;
  private final Dialer dialer;
  private final Timing timing;
  private final TokenStates states;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Backoff backoff;
  private @Nullable Link link;
  private Instant nextDial = Instant.MIN;
  private Instant nextPing = Instant.MIN;
  private int failures;
  private long reconnects;
  private String reason = "";
  private @Nullable Instant probedAt;
  private long framesBefore;
  private long bytesBefore;

  Connection(ConnectionKey key, Dialer dialer, Timing timing, TokenStates states) {
    this.states = states;
    this.key = key;
    this.dialer = dialer;
    this.timing = timing;
    this.backoff = new Backoff(timing.firstBackoff(), timing.longestBackoff(), random);
  }

  /** Looks after the connection; to be called many times a second. */
  void tick(Instant now, List<String> tokens) {
    Link current = link;
    if (current != null && current.isOver()) {
      ended(current, now);
      current = null;
    }
    if (current == null) {
      if (!now.isBefore(nextDial) && dialer.isTurn(now)) {
        link = dialer.dial(key, tokens);
        nextPing = now.plus(timing.ping());
        probedAt = null;
      }
    } else if (current.isOpen()) {
      if (!now.isBefore(nextPing)) {
        nextPing = now.plus(timing.ping());
        current.ping();
      }
      listen(current, now, tokens);
    }
  }

  private void ended(Link over, Instant now) {
    Instant opened = over.openedAt();
    Instant data = over.lastDataAt();
    if (opened != null && data != null && !data.isBefore(opened.plus(timing.healthy()))) {
      failures = 0;
    }
    failures++;
    reconnects++;
    reason = over.reason();
    framesBefore += over.frames();
    bytesBefore += over.bytes();
    nextDial = now.plus(backoff.delayAfter(failures));
    link = null;
  }

  /** A connection that is open and brings nothing is asked for a book, and then given up. */
  private void listen(Link open, Instant now, List<String> tokens) {
    Instant opened = open.openedAt();
    Instant data = open.lastDataAt();
    Instant since = data == null ? opened : data;
    if (since == null) {
      return;
    }
    Duration quiet = Duration.between(since, now);
    if (quiet.compareTo(timing.silence()) >= 0) {
      open.giveUp(GapReason.SILENCE, "no data for " + quiet.toSeconds() + " s");
      // Not its fault alone, and its tokens are waiting: the first wait is enough.
    } else if (quiet.compareTo(timing.silence().dividedBy(2)) >= 0
        && !tokens.isEmpty()
        && (probedAt == null || probedAt.isBefore(since))) {
      probedAt = now;
      probe(open, now, tokens);
    }
  }

  /** Asks for the book of a token that has brought one before; of any when none has. */
  private void probe(Link open, Instant now, List<String> tokens) {
    List<String> booked =
        tokens.stream()
            .filter(
                token -> {
                  TokenState state = states.get(token);
                  return state != null && state.isBooked(open);
                })
            .toList();
    List<String> among = booked.isEmpty() ? tokens : booked;
    String token = among.get(random.nextInt(among.size()));
    TokenState state = states.get(token);
    if (state != null) {
      state.probe(now);
    }
    resubscribe(List.of(token));
  }

  void subscribe(Collection<String> tokens) {
    if (link != null && !link.isOver()) {
      link.subscribe(tokens);
    }
  }

  void unsubscribe(Collection<String> tokens) {
    if (link != null && !link.isOver()) {
      link.unsubscribe(tokens);
    }
  }

  /** Asks for books once more; the next one of each counts as its first. */
  void resubscribe(Collection<String> tokens) {
    Link current = link;
    if (current != null && current.isOpen()) {
      for (String token : tokens) {
        TokenState state = states.get(token);
        if (state != null) {
          state.askAgain(current);
        }
      }
      current.resubscribe(tokens);
    }
  }

  /** Ends the connection; it is dialled again after a wait. */
  void reconnect(GapReason gap, String why) {
    if (link != null) {
      link.giveUp(gap, why);
    }
  }

  void close() {
    if (link != null) {
      link.close();
    }
  }

  ConnectionKey key() {
    return key;
  }

  @Nullable Link link() {
    return link;
  }

  /** As the page shows it. */
  ConnectionView view(int tokens, int books) {
    Link current = link;
    String state =
        current == null
            ? "backoff"
            : current.isOver() ? "closed" : current.isOpen() ? "open" : "connecting";
    return new ConnectionView(
        key.text(),
        state,
        tokens,
        books,
        current == null ? null : current.openedAt(),
        current == null ? null : current.lastFrameAt(),
        current == null ? null : current.lastDataAt(),
        reconnects,
        framesBefore + (current == null ? 0 : current.frames()),
        bytesBefore + (current == null ? 0 : current.bytes()),
        reason);
  }
}
