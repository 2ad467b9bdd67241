package io.polytape.processors.book;

import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the partitions want to know from the venue by REST, and the answers on their way back. */
final class VenueQuestions implements AutoCloseable {
  private static final int AUDITS_AT_ONCE = 10;
  private static final long AUDIT_EVERY_MILLIS = 1_000;
  private static final long ASK_AGAIN_MILLIS = 3_000;

  private final VenueClient venue;
  private final BookFetcher books;
  private final Background<Sizes> sizes = new Background<>("trades", 2);

  private long nextAudit;

  VenueQuestions(VenueClient venue) {
    this.venue = venue;
    this.books = new BookFetcher(venue);
  }

  /** The trades of the market of a trade that waits for its size. */
  private record Sizes(int partition, String entryId, List<DataTrade> rows) {}

  /** Puts the questions that are due. */
  void ask(Collection<Partition> partitions, long nowMillis) {
    int audits = nowMillis >= nextAudit ? AUDITS_AT_ONCE : 0;
    nextAudit = audits > 0 ? nowMillis + AUDIT_EVERY_MILLIS : nextAudit;
    for (Partition partition : partitions) {
      if (books.isReady()) {
        List<BookFetcher.Question> due =
            partition.toFetch(nowMillis, VenueClient.MOST_BOOKS, audits);
        if (!due.isEmpty()) {
          books.fetch(due);
        }
      }
      for (HeldTrades.Held held : partition.held.all()) {
        if (held.missing == TradeKeeper.Missing.SIZE
            && nowMillis - held.askedAt >= ASK_AGAIN_MILLIS
            && sizes.isReady()) {
          held.askedAt = nowMillis;
          ask(partition.number, held);
        }
      }
    }
  }

  private void ask(int partition, HeldTrades.Held held) {
    String condition = held.trade.header().conditionId();
    sizes.ask(
        () -> List.of(new Sizes(partition, held.entryId, venue.trades(condition, 500))), List.of());
  }

  /** Gives the answers to those partitions that are still ours. */
  void answer(Map<Integer, Partition> partitions, long nowMillis) throws TransientException {
    List<BookFetcher.Answer> answers = books.answers();
    List<Sizes> trades = sizes.answers();
    for (Partition partition : List.copyOf(partitions.values())) {
      if (!partition.isLoaded()) {
        continue;
      }
      var own = new ArrayList<BookFetcher.Answer>();
      for (BookFetcher.Answer each : answers) {
        if (each.question().partition() == partition.number) {
          own.add(each);
        }
      }
      if (!own.isEmpty()) {
        partition.fetched(own, nowMillis);
      }
      for (Sizes each : trades) {
        if (each.partition() == partition.number && partition.isLoaded()) {
          partition.sized(each.entryId(), each.rows(), nowMillis);
        }
      }
    }
  }

  @Override
  public void close() {
    books.close();
    sizes.close();
  }
}
