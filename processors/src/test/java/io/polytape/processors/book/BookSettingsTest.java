package io.polytape.processors.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BookSettingsTest {
  @Test
  void hasDefaults() throws Exception {
    var settings = BookSettings.of(Config.resolve(BookSettings.ALL, Map.of(), Map.of()));

    assertThat(settings)
        .isEqualTo(
            new BookSettings(
                URI.create("https://clob.polymarket.com"),
                URI.create("https://data-api.polymarket.com"),
                500,
                Duration.ofSeconds(60),
                Duration.ofMinutes(5)));
  }

  @Test
  void takesEverySettingFromTheEnvironment() throws Exception {
    var environment =
        Map.of(
            "POLYMARKET_CLOB_URL", "http://a:1",
            "POLYMARKET_DATA_URL", "http://b:2",
            "BOOK_BATCH", "7",
            "BOOK_SNAPSHOT_INTERVAL", "3s",
            "BOOK_AUDIT_AFTER", "2m");

    var settings = BookSettings.of(Config.resolve(BookSettings.ALL, Map.of(), environment));

    assertThat(settings)
        .isEqualTo(
            new BookSettings(
                URI.create("http://a:1"),
                URI.create("http://b:2"),
                7,
                Duration.ofSeconds(3),
                Duration.ofMinutes(2)));
  }
}
