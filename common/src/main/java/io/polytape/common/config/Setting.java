package io.polytape.common.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its environment variable, from which its option follows ({@code REDIS_HOST} is
 * {@code --redis-host}), its default and its check.
 *
 * @param variable name of the environment variable
 * @param fallback text used when neither option nor variable is given; empty means "not set"
 * @param about one line for {@code --help}
 * @param secret whether the value is masked wherever it is shown
 * @param parser text to value; throws {@link IllegalArgumentException} with what it expected
 */
public record Setting<T>(
    String variable, String fallback, String about, boolean secret, Function<String, T> parser) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  /** The command line option of the setting. */
  public String option() {
    return "--" + variable.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The value as it may be shown: masked when secret. */
  public String shown(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    return secret ? "********" : text;
  }

  /** The same setting with another default. */
  public Setting<T> withDefault(String other) {
    return new Setting<>(variable, other, about, secret, parser);
  }

  /** Any text. */
  public static Setting<String> text(String variable, String fallback, String about) {
    return new Setting<>(variable, fallback, about, false, Function.identity());
  }

  /** Text that is never shown. */
  public static Setting<String> secret(String variable, String about) {
    return new Setting<>(variable, "", about, true, Function.identity());
  }

  /** A whole number between two bounds, both included. */
  public static Setting<Integer> integer(
      String variable, int fallback, int min, int max, String about) {
    return new Setting<>(
        variable,
        Integer.toString(fallback),
        about,
        false,
        text -> (int) parseLong(text, min, max));
  }

  /** A whole number between two bounds, both included. */
  public static Setting<Long> number(
      String variable, long fallback, long min, long max, String about) {
    return new Setting<>(
        variable, Long.toString(fallback), about, false, text -> parseLong(text, min, max));
  }

  /** A TCP port; 0 lets the system choose where the command allows that. */
  public static Setting<Integer> port(String variable, int fallback, String about) {
    return integer(variable, fallback, 0, 65_535, about);
  }

  /** {@code true} or {@code false}. */
  public static Setting<Boolean> flag(String variable, boolean fallback, String about) {
    return new Setting<>(
        variable,
        Boolean.toString(fallback),
        about,
        false,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on", "1" -> true;
              case "false", "no", "off", "0" -> false;
              default -> throw new IllegalArgumentException("expected true or false");
            });
  }

  /** A time span such as {@code 250ms}, {@code 5s}, {@code 10m}, {@code 24h} or {@code 7d}. */
  public static Setting<Duration> duration(String variable, String fallback, String about) {
    return new Setting<>(variable, fallback, about, false, Setting::parseDuration);
  }

  /** An absolute http or https address. */
  public static Setting<URI> url(String variable, String fallback, String about) {
    return new Setting<>(variable, fallback, about, false, text -> parseUrl(text, "http", "https"));
  }

  /** An absolute ws or wss address. */
  public static Setting<URI> webSocketUrl(String variable, String fallback, String about) {
    return new Setting<>(variable, fallback, about, false, text -> parseUrl(text, "ws", "wss"));
  }

  /**
   * A folder or file; a relative one lies in the program's own folder, wherever it is called from.
   */
  public static Setting<Path> path(String variable, String fallback, String about) {
    return new Setting<>(
        variable,
        fallback,
        about,
        false,
        text -> {
          try {
            return Path.of(System.getProperty("polytape.home", "")).resolve(text);
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException("expected a path", e);
          }
        });
  }

  private static long parseLong(String text, long min, long max) {
    long value;
    try {
      value = Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number", e);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException("expected a number from " + min + " to " + max);
    }
    return value;
  }

  private static Duration parseDuration(String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a time such as 250ms, 5s, 10m, 24h or 7d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static URI parseUrl(String text, String plain, String secure) {
    try {
      var url = URI.create(text);
      if (url.getHost() != null
          && (plain.equals(url.getScheme()) || secure.equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one message below.
    }
    throw new IllegalArgumentException("expected an address such as " + secure + "://host/path");
  }
}
