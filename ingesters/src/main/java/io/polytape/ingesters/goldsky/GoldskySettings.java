package io.polytape.ingesters.goldsky;

import io.polytape.common.config.Setting;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Settings of the subgraph poller. */
public final class GoldskySettings {
  public static final Setting<URI> URL =
      Setting.url(
          "GOLDSKY_URL",
          "https://api.goldsky.com/api/public/project_cl6mb8i9h0003e201j6li0diw"
              + "/subgraphs/orderbook-subgraph/0.0.1/gn",
          "address of the order-book subgraph");
  static final Setting<Duration> POLL_INTERVAL =
      Setting.duration("GOLDSKY_POLL_INTERVAL", "5s", "time between two readings of the tail");
  static final Setting<Duration> OVERLAP =
      Setting.duration(
          "GOLDSKY_OVERLAP", "30s", "how far back the tail is read again, for late fills");
  static final Setting<Duration> STALE_AFTER =
      Setting.duration(
          "GOLDSKY_STALE_AFTER", "10m", "age of the newest fill from which the source is stale");
  static final Setting<Integer> PAGE_SIZE =
      Setting.integer("GOLDSKY_PAGE_SIZE", 1_000, 2, 1_000, "fills asked for on a page");
  static final Setting<Integer> PARALLEL =
      Setting.integer("GOLDSKY_PARALLEL", 4, 1, 16, "pages in flight while catching up");
  static final Setting<Integer> RATE =
      Setting.integer("GOLDSKY_RATE", 80, 1, 10_000, "requests per second at most");
  static final Setting<Duration> TIMEOUT =
      Setting.duration("GOLDSKY_TIMEOUT", "30s", "longest silence of the source in an answer");
  static final Setting<Long> START =
      new Setting<>(
          "GOLDSKY_START",
          "earliest",
          "where to begin when nothing is published yet: earliest, seconds since 1970 or an ISO"
              + " date or time",
          false,
          GoldskySettings::start);

  private GoldskySettings() {}

  private static long start(String text) {
    if (text.equals("earliest")) {
      return 0;
    }
    if (text.matches("[0-9]{1,10}")) {
      return Long.parseLong(text);
    }
    try {
      return text.contains("T")
          ? Instant.parse(text).getEpochSecond()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected earliest, seconds since 1970, 2026-01-31 or 2026-01-31T12:00:00Z", e);
    }
  }
}
