package io.polytape.dashboard.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polytape.common.live.GapRow;
import io.polytape.dashboard.live.Followed.Label;
import io.polytape.dashboard.status.LiveStatus;
import io.polytape.dashboard.status.LiveStatus.Connection;
import io.polytape.dashboard.status.LiveStatus.Discovery;
import io.polytape.dashboard.status.LiveStatus.Errors;
import io.polytape.dashboard.status.LiveStatus.Events;
import io.polytape.dashboard.status.LiveStatus.Guards;
import io.polytape.dashboard.status.LiveStatus.Viewers;
import io.polytape.dashboard.status.RateMeter;
import io.polytape.dashboard.status.Texts;
import io.polytape.dashboard.status.Watch.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts what is known of the live part together; only memory of rates. One thread only. */
final class LiveBoard {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_CONNECTIONS = 200;
  private static final int SHOWN = 30;
  private static final int LONGEST_TEXT = 300;
  private static final LiveAnswer NOTHING =
      new LiveAnswer(Instant.EPOCH, Map.of(), Map.of(), Map.of(), Map.of(), 0, List.of(), 0);

  private final Recent recent;
  private final RateMeter meter = new RateMeter(Duration.ofSeconds(5));

  LiveBoard(Recent recent) {
    this.recent = recent;
  }

  LiveStatus compose(
      Answer<LiveAnswer> live, Answer<Followed> followed, Feed.Figures figures, Instant now) {
    LiveAnswer answer = Objects.requireNonNullElse(live.value(), NOTHING);
    Followed markets = Objects.requireNonNullElse(followed.value(), Followed.NONE);
    List<Connection> connections = connections(answer.connections(), now);
    Map<String, Long> active = recent.activeAlerts(now);
    return new LiveStatus(
        live.fault().isEmpty() ? followed.fault() : live.fault(),
        TokenTally.of(markets, connections),
        connections,
        events(answer),
        guards(answer.guards()),
        discovery(answer),
        gaps(markets),
        active.values().stream().mapToInt(Long::intValue).sum(),
        active,
        alerts(markets),
        errors(answer),
        new Viewers(
            figures.viewers(), figures.mostViewers(), figures.dropped(), recent.unreadable()));
  }

  private static List<Connection> connections(Map<String, String> byShard, Instant now) {
    var found = new ArrayList<Connection>();
    byShard.forEach(
        (shard, text) -> {
          if (found.size() < MOST_CONNECTIONS) {
            JsonNode json = parse(text);
            found.add(
                new Connection(
                    Texts.cut(shard, 40),
                    word(json, "state"),
                    json.path("tokens").asLong(),
                    json.path("books").asLong(),
                    json.path("reconnects").asLong(),
                    json.path("frames").asLong(),
                    json.path("bytes").asLong(),
                    time(json, "connected_at"),
                    age(json, "last_frame_at", now),
                    age(json, "last_data_at", now),
                    age(json, "updated_at", now),
                    word(json, "reason")));
          }
        });
    found.sort(
        Comparator.comparingInt((Connection each) -> each.shard().length())
            .thenComparing(Connection::shard));
    return found;
  }

  private List<Events> events(LiveAnswer answer) {
    var events = new ArrayList<Events>();
    new TreeMap<>(answer.events())
        .forEach(
            (type, text) -> {
              long count = Texts.number(text, 0);
              events.add(new Events(type, count, meter.rate(type, count, answer.at())));
            });
    meter.retain(new HashSet<>(answer.events().keySet()));
    return events;
  }

  private static Guards guards(Map<String, Long> sums) {
    return new Guards(
        LiveQuestions.GUARD_MINUTES,
        sums.getOrDefault("trades", 0L),
        sums.getOrDefault("stale", 0L),
        sums.getOrDefault("backfilled", 0L),
        sums.getOrDefault("diverged", 0L));
  }

  private static Discovery discovery(LiveAnswer answer) {
    Map<String, String> fields = answer.discovery();
    return new Discovery(
        Texts.instant(fields.get("started_at")),
        Texts.instant(fields.get("finished_at")),
        Texts.number(fields.get("requests"), 0),
        Texts.number(fields.get("found"), 0),
        Texts.number(fields.get("followed"), 0),
        answer.waitingRequests(),
        fields.getOrDefault("last_slug", ""),
        fields.getOrDefault("last_error", ""));
  }

  private List<LiveStatus.Gap> gaps(Followed markets) {
    var gaps = new ArrayList<LiveStatus.Gap>();
    for (GapRow gap : recent.gaps(SHOWN)) {
      Label label = markets.label(gap.tokenId());
      gaps.add(
          new LiveStatus.Gap(
              gap.gapId(),
              gap.tokenId(),
              label.question(),
              label.outcome(),
              gap.reason().word(),
              gap.startedAt(),
              gap.endedAt(),
              gap.tradesToo(),
              Texts.cut(gap.detail(), LONGEST_TEXT)));
    }
    return gaps;
  }

  private List<LiveStatus.Alert> alerts(Followed markets) {
    var alerts = new ArrayList<LiveStatus.Alert>();
    for (var alert : recent.alerts(SHOWN)) {
      Label label = markets.label(alert.tokenId());
      alerts.add(
          new LiveStatus.Alert(
              alert.alertId(),
              Texts.cut(alert.rule(), 100),
              Texts.cut(alert.kind(), 100),
              Texts.cut(alert.severity(), 40),
              alert.tokenId(),
              label.question(),
              label.outcome(),
              alert.eventTime(),
              alert.isRaised(),
              alert.value().toPlainString(),
              alert.threshold().toPlainString(),
              Texts.cut(alert.message(), LONGEST_TEXT)));
    }
    return alerts;
  }

  private static Errors errors(LiveAnswer answer) {
    var lines = new ArrayList<Errors.Line>();
    for (@Nullable String text : answer.errors()) {
      if (text != null && lines.size() < SHOWN) {
        JsonNode json = parse(text);
        lines.add(
            new Errors.Line(
                time(json, "at"),
                word(json, "component"),
                word(json, "kind"),
                word(json, "detail")));
      }
    }
    return new Errors(answer.errorsLastHour(), lines);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode().put("detail", "not JSON: " + Texts.cut(text, 100));
    }
  }

  private static String word(JsonNode json, String name) {
    return Texts.cut(json.path(name).asText(""), LONGEST_TEXT);
  }

  private static @Nullable Instant time(JsonNode json, String name) {
    return Texts.instant(json.path(name).asText(""));
  }

  private static @Nullable Long age(JsonNode json, String name, Instant now) {
    Instant at = time(json, name);
    return at == null ? null : Math.max(0, Duration.between(at, now).toMillis());
  }
}
