package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEvent.TickSize;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.market.TokenId;
import io.polytape.ingesters.clob.ElementFields.LevelFields;
import io.polytape.ingesters.clob.FrameParser.Origin;
import io.polytape.ingesters.clob.Wire.BadValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fields of an object to what they mean, by the object's type. */
final class ElementReader {
  private static final Duration CLOCKS_APART = Duration.ofMinutes(10);
  private static final int MOST_JSON = 256 * 1024;

  private final ElementFields fields;
  private final Raw raw;
  private final Origin origin;
  private final long time;

  private ElementReader(ElementFields fields, Raw raw, Origin origin) throws BadValueException {
    this.fields = fields;
    this.raw = raw;
    this.origin = origin;
    this.time =
        Wire.millis(fields.get("timestamp"), origin.receivedAt().plus(CLOCKS_APART).toEpochMilli());
  }

  static List<Element> read(ElementFields fields, Raw raw, Origin origin) throws BadValueException {
    var reader = new ElementReader(fields, raw, origin);
    return switch (fields.type()) {
      case "book" -> List.of(reader.book());
      case "price_change" -> reader.priceChanges();
      case "last_trade_price" -> List.of(reader.trade());
      case "tick_size_change" -> List.of(reader.tickSize());
      case "best_bid_ask" -> List.of(reader.bestBidAsk());
      case "new_market" -> List.of(reader.listed());
      case "market_resolved" -> List.of(reader.settled());
      default -> List.of(new Element.Unknown(fields.type(), raw.text()));
    };
  }

  private Element book() throws BadValueException {
    if (!fields.hasLadder()) {
      throw new BadValueException("expected bids or asks");
    }
    String tickSize = fields.get("tick_size");
    var book =
        new Book(
            header(fields.get("asset_id")),
            Wire.levels(fields.bids()),
            Wire.levels(fields.asks()),
            fields.text("hash"),
            tickSize == null || tickSize.isEmpty() ? null : Wire.decimal("tick_size", tickSize));
    ElementHash hash = hash(book).add(book.hash());
    if (book.hash().isEmpty()) {
      hash.add(raw.text());
    }
    return event(book, hash, !book.hash().isEmpty() || time > 0);
  }

  /** One event for each run of changes of the same token and hash. */
  private List<Element> priceChanges() throws BadValueException {
    List<LevelFields> all = fields.changes();
    if (all.isEmpty() && fields.get("price") != null) {
      all =
          List.of(
              new LevelFields(
                  null,
                  fields.get("price"),
                  fields.get("size"),
                  fields.get("side"),
                  null,
                  null,
                  null));
    }
    if (all.isEmpty()) {
      throw new BadValueException("expected changes");
    }
    var elements = new ArrayList<Element>();
    var run = new ArrayList<Change>();
    var hash = new ElementHash();
    for (int i = 0; i < all.size(); i++) {
      LevelFields change = all.get(i);
      run.add(Wire.change(change.side(), change.price(), change.size()));
      hash.add(change.side()).add(change.price()).add(change.size());
      if (i + 1 == all.size() || !belongTogether(change, all.get(i + 1))) {
        elements.add(priceChange(change, List.copyOf(run), hash));
        run.clear();
        hash = new ElementHash();
      }
    }
    return elements;
  }

  private static boolean belongTogether(LevelFields one, LevelFields other) {
    return Objects.equals(one.token(), other.token())
        && Objects.equals(one.hash(), other.hash())
        && Objects.equals(one.bestBid(), other.bestBid())
        && Objects.equals(one.bestAsk(), other.bestAsk());
  }

  private Element priceChange(LevelFields last, List<Change> changes, ElementHash content)
      throws BadValueException {
    String hash = last.hash() == null ? fields.text("hash") : last.hash();
    var change =
        new PriceChange(
            header(last.token() == null ? fields.get("asset_id") : last.token()),
            changes,
            Wire.cut(hash, 100),
            Wire.best("best_bid", or(last.bestBid(), "best_bid")),
            Wire.best("best_ask", or(last.bestAsk(), "best_ask")));
    ElementHash identity = hash(change).add(hash).add(content.value());
    return event(change, identity, !hash.isEmpty() || time > 0);
  }

  private Element trade() throws BadValueException {
    String size = fields.get("size");
    String side = fields.get("side");
    var trade =
        new Trade(
            header(fields.get("asset_id")),
            Wire.decimal("price", fields.get("price")),
            size == null || size.isEmpty() ? null : Wire.size(size),
            side == null || side.isEmpty() ? null : Wire.side(side),
            fields.text("fee_rate_bps"),
            fields.text("transaction_hash"),
            0,
            false);
    return event(
        trade,
        hash(trade)
            .add(fields.get("price"))
            .add(size)
            .add(side)
            .add(trade.feeRateBps())
            .add(trade.transactionHash()),
        time > 0 || !trade.transactionHash().isEmpty());
  }

  private Element tickSize() throws BadValueException {
    var event =
        new TickSize(
            header(fields.get("asset_id")),
            Wire.decimal("old_tick_size", fields.get("old_tick_size")),
            Wire.decimal("new_tick_size", fields.get("new_tick_size")));
    ElementHash hash =
        hash(event).add(fields.get("old_tick_size")).add(fields.get("new_tick_size"));
    return event(event, hash, time > 0);
  }

  private Element bestBidAsk() throws BadValueException {
    var event =
        new BestBidAsk(
            header(fields.get("asset_id")),
            Wire.best("best_bid", fields.get("best_bid")),
            Wire.best("best_ask", fields.get("best_ask")));
    ElementHash hash = hash(event).add(fields.get("best_bid")).add(fields.get("best_ask"));
    return event(event, hash, time > 0);
  }

  private Element listed() throws BadValueException {
    if (raw.length() > MOST_JSON) {
      throw new BadValueException("expected at most " + MOST_JSON + " characters");
    }
    return new Element.Listed(
        fields.text("id"),
        fields.conditionId(),
        fields.text("slug"),
        validTokens(),
        time,
        raw.text());
  }

  private Element settled() throws BadValueException {
    return new Element.Settled(
        fields.conditionId(),
        validTokens(),
        fields.text("winning_asset_id"),
        fields.text("winning_outcome"),
        time);
  }

  private List<String> validTokens() throws BadValueException {
    for (String token : fields.tokens()) {
      tokenId(token);
    }
    return fields.tokens();
  }

  private Header header(@Nullable String token) throws BadValueException {
    return new Header(
        tokenId(token),
        fields.conditionId(),
        time,
        origin.receivedAt(),
        origin.connection(),
        origin.sequence());
  }

  private static String tokenId(@Nullable String token) throws BadValueException {
    if (token == null || !TokenId.isValid(token)) {
      throw new BadValueException("expected a token id, was " + Wire.shown(token));
    }
    return token;
  }

  private @Nullable String or(@Nullable String own, String name) {
    return own == null ? fields.get(name) : own;
  }

  private ElementHash hash(MarketEvent event) {
    return new ElementHash()
        .add(MarketEventCodec.type(event))
        .add(event.header().tokenId())
        .add(time);
  }

  /** Without a time or a hash, the same content may well be news. */
  private static Element event(MarketEvent event, ElementHash hash, boolean isTelling) {
    return new Element.Event(event, isTelling ? hash.value() : 0);
  }
}
