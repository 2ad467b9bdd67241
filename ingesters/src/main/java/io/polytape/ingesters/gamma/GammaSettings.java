package io.polytape.ingesters.gamma;

import io.polytape.common.config.Setting;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Settings of the market poller. */
public final class GammaSettings {
  public static final Setting<URI> URL =
      Setting.url(
          "POLYMARKET_GAMMA_URL", "https://gamma-api.polymarket.com", "address of the Gamma API");
  static final Setting<Duration> POLL_INTERVAL =
      Setting.duration(
          "GAMMA_POLL_INTERVAL", "30s", "time between two looks for new and changed markets");
  static final Setting<Duration> REFRESH_INTERVAL =
      Setting.duration(
          "GAMMA_REFRESH_INTERVAL", "60s", "longest time between two readings of an open market");
  static final Setting<Duration> CLOSED_INTERVAL =
      Setting.duration(
          "GAMMA_CLOSED_INTERVAL", "1h", "time between two readings of all closed markets");
  static final Setting<Duration> TIMEOUT =
      Setting.duration("GAMMA_TIMEOUT", "30s", "longest silence of the source in an answer");
  static final Setting<Integer> MAX_MARKETS =
      Setting.integer(
          "GAMMA_MAX_MARKETS",
          5_000,
          0,
          1_000_000,
          "markets to follow live at most, by liquidity; the record keeps all");
  static final Setting<BigDecimal> MIN_LIQUIDITY =
      new Setting<>(
          "GAMMA_MIN_LIQUIDITY",
          "0",
          "least liquidity of a market that is followed live",
          false,
          GammaSettings::amount);
  static final Setting<BigDecimal> MIN_VOLUME =
      new Setting<>(
          "GAMMA_MIN_VOLUME",
          "0",
          "least volume of a market that is followed live",
          false,
          GammaSettings::amount);
  static final Setting<Set<String>> CATEGORIES =
      new Setting<>(
          "GAMMA_CATEGORIES",
          "",
          "categories or tags to follow live, comma separated; all when empty",
          false,
          GammaSettings::labels);

  static final Setting<List<SlugPattern>> DISCOVERY_SLUGS =
      new Setting<>(
          "DISCOVERY_SLUGS",
          defaultSlugs(),
          "slugs of recurring markets to follow live whatever the limits, comma separated, each"
              + " with the beginning of its period in it: {unix:15m} as seconds since 1970, or"
              + " {et:MMMM-d-ha:1h} as New York time; none when off",
          false,
          text -> text.equals("off") ? List.of() : SlugPattern.list(text));
  static final Setting<Duration> DISCOVERY_INTERVAL =
      Setting.duration("DISCOVERY_INTERVAL", "15m", "time between two looks for recurring markets");

  private GammaSettings() {}

  /** Five and fifteen minutes, four hours, an hour and a day. */
  private static String defaultSlugs() {
    Stream<String> timed =
        Stream.of("btc", "eth", "sol", "xrp")
            .flatMap(
                coin ->
                    Stream.of("5m", "15m", "4h")
                        .map(period -> coin + "-updown-" + period + "-{unix:" + period + "}"));
    Stream<String> named =
        Stream.of("bitcoin", "ethereum", "solana", "xrp")
            .flatMap(
                coin ->
                    Stream.of(
                        coin + "-up-or-down-{et:MMMM-d-ha:1h}-et",
                        coin + "-up-or-down-on-{et:MMMM-d:1d}"));
    return Stream.concat(timed, named).collect(Collectors.joining(","));
  }

  private static BigDecimal amount(String text) {
    try {
      var value = new BigDecimal(text);
      if (value.signum() >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected an amount such as 1000", e);
    }
    throw new IllegalArgumentException("expected an amount >= 0");
  }

  private static Set<String> labels(String text) {
    return Stream.of(text.split(","))
        .map(label -> label.strip().toLowerCase(Locale.ROOT))
        .filter(label -> !label.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
