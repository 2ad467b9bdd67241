package io.polytape.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.polytape.common.config.Config.Origin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigTest {
  private static final Setting<String> NAME = Setting.text("NAME", "nobody", "a name");
  private static final Setting<String> PASSWORD = Setting.secret("A_PASSWORD", "a secret");
  private static final Setting<Integer> SIZE = Setting.integer("SIZE", 5, 1, 10, "a size");
  private static final Setting<Long> COUNT = Setting.number("COUNT", 7, 0, 5_000_000_000L, "many");
  private static final Setting<Integer> PORT = Setting.port("A_PORT", 6379, "a port");
  private static final Setting<Boolean> FLAG = Setting.flag("A_FLAG", false, "a flag");
  private static final Setting<Duration> TIME = Setting.duration("A_TIME", "30s", "a time");
  private static final Setting<URI> URL = Setting.url("A_URL", "https://host/path", "a url");
  private static final Setting<Path> FOLDER = Setting.path("A_FOLDER", "/data", "a folder");
  private static final List<Setting<?>> ALL =
      List.of(NAME, PASSWORD, SIZE, COUNT, PORT, FLAG, TIME, URL, FOLDER);

  @Test
  void everySettingHasItsDefault() throws Exception {
    var config = Config.resolve(ALL, Map.of(), Map.of());

    assertThat(config.get(NAME)).isEqualTo("nobody");
    assertThat(config.find(PASSWORD)).isEmpty();
    assertThat(config.get(SIZE)).isEqualTo(5);
    assertThat(config.get(COUNT)).isEqualTo(7);
    assertThat(config.get(PORT)).isEqualTo(6379);
    assertThat(config.get(FLAG)).isFalse();
    assertThat(config.get(TIME)).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.get(URL)).isEqualTo(URI.create("https://host/path"));
    assertThat(config.get(FOLDER)).isEqualTo(Path.of("/data"));
    assertThat(config.lines()).extracting(Config.Line::origin).containsOnly(Origin.DEFAULT);
  }

  @Test
  void everySettingIsReadFromTheEnvironment() throws Exception {
    var config =
        Config.resolve(
            ALL,
            Map.of(),
            Map.of(
                "NAME", " ann ",
                "A_PASSWORD", "s3cret",
                "SIZE", "10",
                "COUNT", "5_000_000_000",
                "A_PORT", "0",
                "A_FLAG", "On",
                "A_TIME", "250ms",
                "A_URL", "http://127.0.0.1:8123",
                "A_FOLDER", "/var/x"));

    assertThat(config.get(NAME)).isEqualTo("ann");
    assertThat(config.get(PASSWORD)).isEqualTo("s3cret");
    assertThat(config.get(SIZE)).isEqualTo(10);
    assertThat(config.get(COUNT)).isEqualTo(5_000_000_000L);
    assertThat(config.get(PORT)).isZero();
    assertThat(config.get(FLAG)).isTrue();
    assertThat(config.get(TIME)).isEqualTo(Duration.ofMillis(250));
    assertThat(config.get(URL)).isEqualTo(URI.create("http://127.0.0.1:8123"));
    assertThat(config.get(FOLDER)).isEqualTo(Path.of("/var/x"));
    assertThat(config.lines()).extracting(Config.Line::origin).containsOnly(Origin.ENVIRONMENT);
  }

  @Test
  void anOptionWinsOverTheEnvironmentAndTheEnvironmentOverTheDefault() throws Exception {
    var config = Config.resolve(ALL, Map.of("SIZE", "2"), Map.of("SIZE", "3", "COUNT", "4"));

    assertThat(config.get(SIZE)).isEqualTo(2);
    assertThat(config.get(COUNT)).isEqualTo(4);
    assertThat(config.isGiven(SIZE)).isTrue();
    assertThat(config.isGiven(NAME)).isFalse();
  }

  @Test
  void anEmptyVariableCountsAsNotSet() throws Exception {
    var config = Config.resolve(ALL, Map.of(), Map.of("SIZE", "  ", "A_PASSWORD", ""));

    assertThat(config.get(SIZE)).isEqualTo(5);
    assertThat(config.find(PASSWORD)).isEmpty();
  }

  @Test
  void everyFaultIsListedAtOnceWithSettingOptionAndValue() {
    Map<String, String> environment =
        Map.of(
            "SIZE", "11",
            "COUNT", "many",
            "A_PORT", "65536",
            "A_FLAG", "maybe",
            "A_TIME", "soon",
            "A_URL", "ftp://host");

    assertThatThrownBy(() -> Config.resolve(ALL, Map.of(), environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("configuration has 6 faults:")
        .asInstanceOf(type(ConfigException.class))
        .extracting(ConfigException::faults)
        .isEqualTo(
            List.of(
                "SIZE (--size): expected a number from 1 to 10, was '11'",
                "COUNT (--count): expected a whole number, was 'many'",
                "A_PORT (--a-port): expected a number from 0 to 65535, was '65536'",
                "A_FLAG (--a-flag): expected true or false, was 'maybe'",
                "A_TIME (--a-time): expected a time such as 250ms, 5s, 10m, 24h or 7d, was 'soon'",
                "A_URL (--a-url): expected an address such as https://host/path,"
                    + " was 'ftp://host'"));
  }

  @Test
  void aSecretIsMaskedWhereverItIsShown() throws Exception {
    var config = Config.resolve(List.of(PASSWORD), Map.of(), Map.of("A_PASSWORD", "s3cret"));
    assertThat(config.lines().getFirst().shown()).isEqualTo("********");

    var strict =
        new Setting<String>(
            "A_PASSWORD",
            "",
            "a secret",
            true,
            text -> {
              throw new IllegalArgumentException("expected something longer");
            });
    assertThatThrownBy(
            () -> Config.resolve(List.of(strict), Map.of(), Map.of("A_PASSWORD", "s3cret")))
        .hasMessageContaining("expected something longer")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void timesAreReadInEveryUnit() {
    assertThat(TIME.parser().apply("5s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(TIME.parser().apply("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(TIME.parser().apply("24h")).isEqualTo(Duration.ofHours(24));
    assertThat(TIME.parser().apply("7d")).isEqualTo(Duration.ofDays(7));
    assertThatThrownBy(() -> TIME.parser().apply("99999999999999999999s"))
        .as("a number that no type holds is a fault like any other")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a time");
    assertThat(TIME.parser().apply("999999999d").toMillis()).isPositive();
  }
}
