package io.polytape.processors.book;

import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fetches books by REST while the loop goes on, many with one request. */
final class BookFetcher implements AutoCloseable {
  private static final int AT_ONCE = 4;

  private final VenueClient venue;
  private final Background<Answer> questions = new Background<>("books", AT_ONCE);

  BookFetcher(VenueClient venue) {
    this.venue = venue;
  }

  /** Which book was asked for. */
  record Question(int partition, String tokenId, long id) {}

  /**
   * What came.
   *
   * @param isKnown false when the venue could not be asked
   * @param book empty when it has none for the token, or could not be asked
   */
  record Answer(Question question, boolean isKnown, Optional<Book> book) {}

  boolean isReady() {
    return questions.isReady();
  }

  /** Asks for at most {@link VenueClient#MOST_BOOKS}. */
  void fetch(List<Question> asked) {
    var failed =
        asked.stream().map(each -> new Answer(each, false, Optional.<Book>empty())).toList();
    questions.ask(() -> ask(asked), failed);
  }

  private List<Answer> ask(List<Question> asked) throws TransientException, InterruptedException {
    Map<String, Book> found = new LinkedHashMap<>();
    if (asked.size() > 1) {
      for (Book book : venue.books(asked.stream().map(Question::tokenId).toList())) {
        found.put(book.header().tokenId(), book);
      }
    }
    var answers = new ArrayList<Answer>();
    for (Question each : asked) {
      Book book = found.get(each.tokenId());
      // Left out of many says little: only asked for by itself is it surely not there.
      answers.add(
          new Answer(each, true, book == null ? venue.book(each.tokenId()) : Optional.of(book)));
    }
    return answers;
  }

  List<Answer> answers() {
    return questions.answers();
  }

  @Override
  public void close() {
    questions.close();
  }
}
