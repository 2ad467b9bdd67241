package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what was heard into events in the buffers: leaves out what was heard before or is not
 * followed, numbers equal trades, and says where something is missing. Used by one thread.
 */
final class FrameHandler {
  private static final Logger log = LoggerFactory.getLogger(FrameHandler.class);
  private static final Pattern TOKEN = Pattern.compile("\\b[1-9][0-9]{20,77}\\b");

  private final TokenStates states;
  private final EventBuffers buffers;
  private final Markets markets;
  private final EventCounts counts;
  private final Oddities oddities;
  private final Gaps gaps;
  private final RecentElements recent = new RecentElements();
  private final EqualTrades trades = new EqualTrades();
  private final Map<Link, Instant> readUpTo = new HashMap<>();

  FrameHandler(
      TokenStates states,
      EventBuffers buffers,
      Markets markets,
      EventCounts counts,
      Oddities oddities,
      Gaps gaps) {
    this.states = states;
    this.buffers = buffers;
    this.markets = markets;
    this.counts = counts;
    this.oddities = oddities;
    this.gaps = gaps;
  }

  /** Reads a frame. One that trips a fault of ours is kept like one that cannot be read. */
  void frame(Heard.Frame frame) {
    counts.add("frames");
    try {
      read(frame);
    } catch (RuntimeException e) {
      log.atError().setCause(e).addKeyValue("connection", frame.link().name()).log("bug");
      unreadable(frame, "our fault: " + e, List.of());
    }
    readUpTo.put(frame.link(), frame.at());
  }

  private void read(Heard.Frame frame) {
    Link link = frame.link();
    var origin = new FrameParser.Origin(link.name(), frame.sequence(), frame.at());
    Parsed parsed = FrameParser.parse(frame.text(), origin);
    Map<Long, Integer> within = new HashMap<>();
    for (Element element : parsed.elements()) {
      switch (element) {
        case Element.Event event -> {
          String token = event.event().header().tokenId();
          if (states.get(token) != null && link.carries(token)) {
            event(link, event, within);
          } else {
            stranger(link, frame, event.event(), parsed);
          }
        }
        case Element.Listed listed -> {
          counts.add("new_market");
          if (!markets.listed(listed, origin)) {
            counts.add("resend");
          } else if (listed.tokens().isEmpty()) {
            counts.add("new_market without tokens");
            oddities.keep(
                "new_market without tokens",
                "a new market that names no tokens",
                link.name(),
                listed.json());
          }
        }
        case Element.Settled settled -> {
          counts.add("market_resolved");
          switch (markets.settled(settled, origin)) {
            case NEWS -> {}
            case RESEND -> counts.add("resend");
            case NOT_FOLLOWED -> counts.add("market_resolved not followed");
          }
        }
        case Element.Unknown unknown -> {
          String kind = unknown.type().isEmpty() ? "without type" : "type " + unknown.type();
          counts.add("unknown " + kind);
          oddities.keep(
              "unknown " + kind, "an element of an unknown type", link.name(), unknown.raw());
        }
        case Element.Bad bad -> bad(link, frame, bad);
      }
    }
    for (String field : parsed.unknownFields()) {
      counts.add("unknown field " + field);
      oddities.keepFirst("unknown field " + field, "a field that we do not know", frame);
    }
    if (!parsed.fault().isEmpty()) {
      unreadable(frame, parsed.fault(), named(frame.text()));
    }
  }

  private void unreadable(Heard.Frame frame, String reason, List<String> named) {
    counts.add("bad_frame");
    oddities.keep("bad_frame", reason, frame.link().name(), frame.text());
    gap(frame.link(), frame, named, "");
  }

  private void bad(Link link, Heard.Frame frame, Element.Bad bad) {
    counts.add("bad_element");
    oddities.keep("bad_element", bad.reason(), link.name(), bad.raw());
    gap(link, frame, bad.tokens(), bad.conditionId());
  }

  /** A gap for those of a link's tokens that are named, else for those of the market, else all. */
  private void gap(Link link, Heard.Frame frame, Collection<String> named, String conditionId) {
    Set<String> all = link.tokens();
    Set<String> hit = new HashSet<>();
    named.stream().filter(all::contains).forEach(hit::add);
    boolean isClear = !hit.isEmpty() && all.containsAll(named);
    if (!isClear && !conditionId.isEmpty()) {
      all.stream().filter(token -> isOf(token, conditionId)).forEach(hit::add);
    }
    Instant from = readUpTo.getOrDefault(link, frame.at());
    for (String token : hit.isEmpty() ? all : hit) {
      gaps.say(token, GapReason.BAD_FRAME, from, "frame " + frame.sequence() + " cannot be read");
    }
  }

  private boolean isOf(String token, String conditionId) {
    TokenState state = states.get(token);
    return state != null && state.conditionId().equals(conditionId);
  }

  private static List<String> named(String text) {
    return TOKEN.matcher(text).results().map(MatchResult::group).toList();
  }

  private void event(Link link, Element.Event element, Map<Long, Integer> within) {
    MarketEvent event = element.event();
    Header header = event.header();
    TokenState state = Objects.requireNonNull(states.get(header.tokenId()));
    counts.add(MarketEventCodec.type(event));
    state.condition(header.conditionId());
    boolean isFirstBook = event instanceof Book && !state.isBooked(link);
    boolean isKnown = isKnown(element, within, header.receivedAt());
    // A book that was here before is news only when it ends a hole.
    if (isKnown && !(isFirstBook && state.lostSince() != null)) {
      counts.add("resend");
      if (isFirstBook) {
        Instant ignored = state.takeProbe();
      }
      note(state, link, event);
      return;
    }
    if (isFirstBook && header.sourceTime() < state.sourceTime() && state.isCoveredWithout(link)) {
      // The other connection is further already.
      counts.add("older_book");
      note(state, link, event);
      return;
    }
    if (isFirstBook && event instanceof Book book) {
      gaps.endsWithBook(state, book);
    }
    note(state, link, event);
    buffers.add(event instanceof Trade trade ? trades.numbered(trade) : event);
  }

  private static void note(TokenState state, Link link, MarketEvent event) {
    Header header = event.header();
    state.heard(header.receivedAt());
    if (event instanceof Book book) {
      state.bookHeard(header.sourceTime(), book.hash());
      state.booked(link, header.receivedAt());
    } else if (event instanceof PriceChange change) {
      state.bookHeard(header.sourceTime(), change.hash());
    }
  }

  /** Equal elements within one frame are different ones; equal ones in two frames are the same. */
  private boolean isKnown(Element.Event element, Map<Long, Integer> within, Instant now) {
    if (element.identity() == 0) {
      return false;
    }
    int before = within.merge(element.identity(), 1, Integer::sum) - 1;
    long hash =
        before == 0
            ? element.identity()
            : new ElementHash().add(element.identity()).add(before).value();
    return recent.isKnown(hash, now);
  }

  /**
   * An element of a token that this connection does not carry. It may be late, be carried by
   * another connection, or be the other outcome of a market of which only one is followed: the
   * venue tells of both in one frame. Otherwise its id is damaged, or the venue answers what nobody
   * asked.
   */
  private void stranger(Link link, Heard.Frame frame, MarketEvent event, Parsed parsed) {
    String token = event.header().tokenId();
    if (link.hasAsked(token)) {
      counts.add("unsubscribed");
      return;
    }
    if (states.get(token) != null) {
      counts.add("carried elsewhere");
      return;
    }
    if (isOtherOutcome(link, event.header(), parsed)) {
      counts.add("other outcome");
      return;
    }
    counts.add("stranger");
    oddities.keep(
        "stranger", "a token that was never subscribed here: " + token, link.name(), frame.text());
    gap(link, frame, List.of(), event.header().conditionId());
  }

  /** Whether the frame holds one carried token of the same market, and no second one. */
  private static boolean isOtherOutcome(Link link, Header header, Parsed parsed) {
    return parsed.elements().stream()
            .filter(Element.Event.class::isInstance)
            .map(element -> ((Element.Event) element).event().header())
            .filter(other -> other.conditionId().equals(header.conditionId()))
            .map(Header::tokenId)
            .filter(link::carries)
            .distinct()
            .count()
        == 1;
  }

  /** A connection is over. */
  void lost(Heard.Lost lost) {
    Link link = lost.link();
    readUpTo.remove(link);
    counts.add("lost_" + lost.reason().word());
    oddities.error(lost.reason().word(), link.name() + ": " + lost.detail());
    for (String token : link.tokens()) {
      TokenState state = states.get(token);
      if (state != null && !state.isCoveredWithout(link)) {
        gaps.lose(state, lost.reason(), lost.at(), lost.detail());
      }
    }
  }
}
