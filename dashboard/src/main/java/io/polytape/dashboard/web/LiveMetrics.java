package io.polytape.dashboard.web;

import io.polytape.dashboard.status.LiveStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The live part as gauges. */
final class LiveMetrics {
  private static final List<String> QUALITIES =
      List.of("verified", "unverified", "gap", "resynced");

  private LiveMetrics() {}

  /** Takes one figure. */
  interface Gauges {
    void add(String name, String help, @Nullable Number value, String... labels);
  }

  static void take(LiveStatus live, Gauges gauges) {
    tokens(live.tokens(), gauges);
    for (var each : live.connections()) {
      String[] labels = {"shard", each.shard()};
      gauges.add(
          "polytape_live_connection_up",
          "1 for a connection that is open",
          each.state().equals("open") ? 1 : 0,
          labels);
      gauges.add(
          "polytape_live_connection_frame_age_seconds",
          "Since its last frame",
          seconds(each.lastFrameAgeMs()),
          labels);
      gauges.add(
          "polytape_live_connection_tokens", "Tokens that it carries", each.tokens(), labels);
      gauges.add(
          "polytape_live_connection_reconnects",
          "How often it was lost",
          each.reconnects(),
          labels);
      gauges.add("polytape_live_connection_frames", "Frames heard", each.frames(), labels);
      gauges.add("polytape_live_connection_bytes", "Bytes heard", each.bytes(), labels);
    }
    for (var each : live.events()) {
      gauges.add("polytape_live_events", "Events heard", each.count(), "type", each.type());
      gauges.add(
          "polytape_live_events_per_second",
          "Events heard lately",
          each.perSecond(),
          "type",
          each.type());
    }
    var guards = live.guards();
    Map<String, Long> flags =
        Map.of(
            "stale", guards.stale(),
            "backfilled", guards.backfilled(),
            "diverged", guards.diverged());
    gauges.add("polytape_live_trades_lately", "Live trades of five minutes", guards.trades());
    flags.forEach(
        (flag, count) ->
            gauges.add(
                "polytape_live_trades_flagged_lately",
                "Live trades of five minutes that were flagged",
                count,
                "flag",
                flag));
    gauges.add("polytape_live_alerts_active", "Alerts that are raised", live.activeAlerts());
    gauges.add(
        "polytape_live_errors_last_hour", "Errors of the last hour", live.errors().lastHour());
    gauges.add("polytape_live_viewers", "Viewers of live events", live.viewers().now());
    gauges.add(
        "polytape_live_viewers_dropped", "Events that slow viewers lost", live.viewers().dropped());
    var finished = live.discovery().finishedAt();
    gauges.add(
        "polytape_discovery_finished_timestamp_seconds",
        "When the last look for tokens ended",
        finished == null ? null : finished.getEpochSecond());
    gauges.add(
        "polytape_discovery_waiting", "Requests to look that wait", live.discovery().waiting());
  }

  private static void tokens(LiveStatus.Tokens tokens, Gauges gauges) {
    gauges.add("polytape_live_tokens", "Tokens that are followed", tokens.followed());
    gauges.add(
        "polytape_live_tokens_subscribed", "Tokens on open connections", tokens.subscribed());
    gauges.add(
        "polytape_live_tokens_without_book", "Tokens without a first book", tokens.withoutBook());
    gauges.add("polytape_live_tokens_silent", "Tokens not heard of for long", tokens.silent());
    gauges.add("polytape_live_gaps_open", "Books with an open gap", tokens.gapsOpen());
    for (String quality : QUALITIES) {
      gauges.add(
          "polytape_live_books",
          "Books by quality",
          tokens.qualities().getOrDefault(quality, 0),
          "quality",
          quality);
    }
  }

  private static @Nullable Double seconds(@Nullable Long millis) {
    return millis == null ? null : millis / 1_000.0;
  }
}
