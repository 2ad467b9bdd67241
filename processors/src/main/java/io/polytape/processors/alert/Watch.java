package io.polytape.processors.alert;

import io.polytape.common.live.GapRow;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quote;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The detectors of all rules and what they watch. What is older than some minutes when it is read
 * is left out: nobody needs an alert about the past.
 */
final class Watch {
  static final Duration LATE = Duration.ofMinutes(5);

  private final Standings standings;
  private final Map<AlertRule, Detector> detectors = new LinkedHashMap<>();
  private final Set<String> openGaps;
  private Map<String, Instant> gapChanges = new HashMap<>();
  private long late;
  private long unreadable;

  Watch(List<AlertRule> rules, Standings standings, Map<String, Instant> openGaps, Instant now) {
    this.standings = standings;
    this.openGaps = new HashSet<>(openGaps.keySet());
    for (AlertRule rule : rules) {
      Detector detector = Detector.of(rule, now);
      standings.resume(rule, detector);
      openGaps.forEach(detector::gapStands);
      detectors.put(rule, detector);
    }
  }

  void read(AlertReader.Read read, Instant now) {
    Instant oldest = now.minus(LATE);
    try {
      if (read.entry().shapeFault().isPresent()) {
        throw new UndecodableException("not an entry of ours");
      }
      byte[] payload = read.entry().payload();
      if (read.stream().equals(Streams.QUOTES)) {
        quote(LiveRowCodec.decodeQuote(payload), oldest);
      } else if (read.stream().equals(Streams.LIVE_TRADES)) {
        trade(LiveRowCodec.decodeTrade(payload), oldest);
      } else {
        gap(LiveRowCodec.decodeGap(payload), oldest);
      }
    } catch (UndecodableException e) {
      // The writer keeps its bytes among the dead letters.
      unreadable++;
    }
  }

  private void quote(Quote quote, Instant oldest) {
    if (isInTime(quote.receivedAt(), oldest)) {
      forRules(quote.tokenId(), quote.conditionId(), detector -> detector.quote(quote, standings));
    }
  }

  private void trade(LiveTrade trade, Instant oldest) {
    if (isInTime(trade.eventTime(), oldest)) {
      forRules(trade.tokenId(), trade.conditionId(), detector -> detector.trade(trade, standings));
    }
  }

  /** That a gap is open is never too late to know; that a book was crossed is. */
  private void gap(GapRow gap, Instant oldest) {
    String token = gap.tokenId();
    boolean isOpen = gap.endedAt() == null;
    gapChanges.put(token, isOpen ? gap.startedAt() : Instant.MIN);
    if (isOpen) {
      openGaps.add(token);
    } else {
      openGaps.remove(token);
    }
    boolean inTime = isInTime(gap.updatedAt(), oldest);
    forRules(
        token,
        gap.conditionId(),
        detector -> {
          if (isOpen) {
            detector.gapStands(token, gap.startedAt());
          } else {
            detector.gapEnded(token);
          }
          if (inTime) {
            detector.gap(gap, standings);
          }
        });
  }

  private boolean isInTime(Instant at, Instant oldest) {
    boolean inTime = !at.isBefore(oldest);
    if (!inTime) {
      late++;
    }
    return inTime;
  }

  private void forRules(String token, String condition, Consumer<Detector> use) {
    detectors.forEach(
        (rule, detector) -> {
          if (rule.concerns(token, condition)) {
            use.accept(detector);
          }
        });
  }

  /** Called about once a second. */
  void tick(Instant now) {
    detectors.values().forEach(detector -> detector.tick(now, standings));
  }

  /** Forgets what is followed no longer. */
  void retain(Set<String> followed, Instant now) {
    detectors.values().forEach(detector -> detector.retain(followed, now));
    standings.tidy(followed, now);
    openGaps.removeIf(
        token -> {
          boolean gone = !followed.contains(token);
          if (gone) {
            gapChanges.put(token, Instant.MIN);
          }
          return gone;
        });
  }

  /** Token to when its gap began, {@link Instant#MIN} when it ended; since the last call. */
  Map<String, Instant> takeGapChanges() {
    Map<String, Instant> taken = gapChanges;
    gapChanges = new HashMap<>();
    return taken;
  }

  boolean hasChanges() {
    return standings.hasPending() || !gapChanges.isEmpty();
  }

  int openGaps() {
    return openGaps.size();
  }

  /** How many events came too late. */
  long late() {
    return late;
  }

  /** How many entries could not be read. */
  long unreadable() {
    return unreadable;
  }
}
