package io.polytape.writer;

import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.Quote;
import io.polytape.common.stream.UndecodableException;
import java.util.List;
import java.util.stream.Stream;

/** Whole books as rows of {@code order_books}. */
final class BookRows {
  static final List<String> COLUMNS =
      Stream.concat(
              QuoteRows.COLUMNS.stream(), Stream.of("bids", "asks", "tick_size", "epoch", "hash"))
          .toList();

  private BookRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(LiveRowCodec.decodeBook(payload));
  }

  static Row row(BookSnapshot book) throws UndecodableException {
    Quote quote = book.quote();
    return LiveValues.row(
        "order_books",
        quote.tokenId(),
        quote.eventTime(),
        quote.receivedAt(),
        row -> {
          QuoteRows.write(row, quote);
          row.array(book.bids(), LiveValues::level)
              .array(book.asks(), LiveValues::level)
              .nullable(book.tickSize(), LiveValues::price)
              .uint32(book.epoch())
              .string(book.hash());
        });
  }
}
