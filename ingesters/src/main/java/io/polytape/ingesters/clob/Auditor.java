package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what the connections brought with what REST says, some tokens at a time: those under
 * suspicion first, then all in turn. A token whose book is newer at REST, and still is after a
 * while, is silent on its connection. A book in the hot cache that should be the same as the one at
 * REST, and is not, twice, has missed something.
 */
final class Auditor {
  private static final Logger log = LoggerFactory.getLogger(Auditor.class);

  /** The venue's limit on a request. */
  static final int MOST_AT_ONCE = 500;

  /** What REST and the connections have to say of a token in the end. */
  interface OnDoubt {
    /** REST has a newer book that the connection never brought. */
    void silent(TokenState state, Instant from);

    /** The book in the hot cache is not the one at REST. */
    void differs(TokenState state, Instant from);
  }

  private record Suspicion(long restTime, String restHash, Instant at) {}

  private final TokenStates states;
  private final BooksClient rest;
  private final CachedBooks cache;
  private final OnDoubt onDoubt;
  private final Duration grace;
  private final InstantSource clock;
  private final Map<String, Suspicion> behind = new HashMap<>();
  private final Map<String, Suspicion> different = new HashMap<>();
  private final LinkedHashSet<String> round = new LinkedHashSet<>();
  private final AtomicLong audited = new AtomicLong();

  /**
   * @param grace how long a connection may take to bring what REST shows already
   */
  Auditor(
      TokenStates states,
      BooksClient rest,
      CachedBooks cache,
      OnDoubt onDoubt,
      Duration grace,
      InstantSource clock) {
    this.states = states;
    this.rest = rest;
    this.cache = cache;
    this.onDoubt = onDoubt;
    this.grace = grace;
    this.clock = clock;
  }

  /** Audits so many tokens, besides those under suspicion. */
  void audit(int count) throws TransientException, InterruptedException {
    judge();
    Set<String> tokens = choose(Math.min(count, MOST_AT_ONCE));
    if (tokens.isEmpty()) {
      return;
    }
    Instant asked = clock.instant();
    Map<String, Book> books = rest.books(tokens);
    audited.addAndGet(tokens.size());
    var comparable = new ArrayList<Book>();
    for (String token : tokens) {
      TokenState state = states.get(token);
      Book book = books.get(token);
      if (state == null) {
        continue;
      }
      state.unknownToRest(book == null);
      if (book != null && compare(state, book, asked)) {
        comparable.add(book);
      }
    }
    compareLevels(comparable, asked);
  }

  private Set<String> choose(int count) {
    if (round.isEmpty()) {
      states.all().forEach(state -> round.add(state.token()));
    }
    Set<String> chosen = new HashSet<>();
    for (TokenState state : states.all()) {
      if (chosen.size() < MOST_AT_ONCE - count && state.isSuspect()) {
        chosen.add(state.token());
      }
    }
    for (String token : different.keySet()) {
      if (chosen.size() < MOST_AT_ONCE - count) {
        chosen.add(token);
      }
    }
    var turn = round.iterator();
    for (int i = 0; i < count && turn.hasNext(); i++) {
      chosen.add(turn.next());
      turn.remove();
    }
    return chosen;
  }

  /** Returns whether the token is not behind REST. */
  private boolean compare(TokenState state, Book book, Instant asked) {
    long time = book.header().sourceTime();
    if (state.hash().equals(book.hash()) || state.sourceTime() >= time) {
      state.suspect(false);
      behind.remove(state.token());
      return true;
    }
    // Not before its first book: that has a watch of its own.
    if (state.agreedAt() != null && state.lostSince() == null) {
      behind.putIfAbsent(state.token(), new Suspicion(time, book.hash(), asked));
    }
    return false;
  }

  /** Looks again at those that were behind, once what was on its way must have come. */
  private void judge() {
    Instant now = clock.instant();
    for (Map.Entry<String, Suspicion> each : List.copyOf(behind.entrySet())) {
      Suspicion suspicion = each.getValue();
      TokenState state = states.get(each.getKey());
      if (state == null || isFine(state, suspicion)) {
        behind.remove(each.getKey());
      } else if (!now.isBefore(suspicion.at().plus(grace))) {
        behind.remove(each.getKey());
        onDoubt.silent(state, agreed(state, suspicion.at()));
      }
    }
  }

  private static boolean isFine(TokenState state, Suspicion suspicion) {
    return state.lostSince() != null
        || state.sourceTime() >= suspicion.restTime()
        || state.hash().equals(suspicion.restHash());
  }

  private void compareLevels(List<Book> books, Instant asked) throws TransientException {
    Map<String, CachedBooks.Verdict> verdicts = cache.compare(books);
    for (Book book : books) {
      String token = book.header().tokenId();
      TokenState state = states.get(token);
      CachedBooks.Verdict verdict = verdicts.get(token);
      if (state == null || verdict == null) {
        continue;
      }
      switch (verdict) {
        case SAME -> {
          different.remove(token);
          state.agreed(asked);
        }
        case DIFFERENT -> differs(state, book, asked);
        case NOT_COMPARABLE -> different.remove(token);
      }
    }
  }

  /** A difference may be a frame that is just being applied: the second look decides. */
  private void differs(TokenState state, Book book, Instant asked) {
    long time = book.header().sourceTime();
    Suspicion before = different.get(state.token());
    if (before == null || before.restTime() != time) {
      different.put(state.token(), new Suspicion(time, book.hash(), asked));
    } else if (!asked.isBefore(before.at().plus(grace))) {
      different.remove(state.token());
      log.atWarn().addKeyValue("token", state.token()).log("a book differs from the venue's");
      onDoubt.differs(state, agreed(state, asked));
    }
  }

  private static Instant agreed(TokenState state, Instant otherwise) {
    Instant agreed = state.agreedAt();
    return agreed == null ? otherwise : agreed;
  }

  /** Comparisons made so far. */
  long audited() {
    return audited.get();
  }
}
