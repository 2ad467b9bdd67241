package io.polytape.ingesters.clob;

import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.worker.TransientException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/** {@code POST /books} of the CLOB: the whole books of many tokens in one answer. */
final class BooksClient {
  private static final String STAGE = "clob-rest";

  private final HttpUrl url;
  private final SourceHttp http;
  private final RateLimiter limiter;
  private final InstantSource clock;

  BooksClient(URI base, SourceHttp http, RateLimiter limiter, InstantSource clock) {
    this.url = HttpUrl.get(base.toString()).newBuilder().addPathSegment("books").build();
    this.http = http;
    this.limiter = limiter;
    this.clock = clock;
  }

  /** The books by token; those that the venue does not know are not among them. */
  Map<String, Book> books(Collection<String> tokens)
      throws TransientException, InterruptedException {
    String body =
        tokens.stream()
            .map(token -> "{\"token_id\":\"" + token + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    SourceHttp.Reply reply = limiter.call(() -> http.post(url, body));
    if (reply.status() != 200) {
      throw new TransientException(STAGE, "expected HTTP 200 of /books, was " + reply.status());
    }
    Parsed parsed =
        FrameParser.parse(
            new String(reply.body(), StandardCharsets.UTF_8),
            new FrameParser.Origin("", 0, clock.instant()));
    if (!parsed.fault().isEmpty()) {
      throw new TransientException(STAGE, "the answer to /books is " + parsed.fault());
    }
    Map<String, Book> books = HashMap.newHashMap(tokens.size());
    for (Element element : parsed.elements()) {
      if (element instanceof Element.Event event && event.event() instanceof Book book) {
        books.put(book.header().tokenId(), book);
      }
    }
    return books;
  }
}
