package io.polytape.common.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checked values of a command's settings: option first, then environment, then default. */
public final class Config {
  private final Map<String, Resolved> values;

  private Config(Map<String, Resolved> values) {
    this.values = values;
  }

  /** Where a value came from. */
  public enum Origin {
    OPTION,
    ENVIRONMENT,
    DEFAULT
  }

  /** One line of {@code polytape config}: what a setting is, as it may be shown. */
  public record Line(Setting<?> setting, String shown, Origin origin) {}

  private record Resolved(Setting<?> setting, String text, Origin origin, @Nullable Object value) {}

  /**
   * Resolves every setting.
   *
   * @param options values given on the command line, by environment variable name
   * @throws ConfigException with every fault, not only the first
   */
  public static Config resolve(
      List<Setting<?>> settings, Map<String, String> options, Map<String, String> environment)
      throws ConfigException {
    var values = new LinkedHashMap<String, Resolved>();
    var faults = new ArrayList<String>();
    for (Setting<?> setting : settings) {
      String given = options.get(setting.variable());
      var origin = Origin.OPTION;
      if (given == null) {
        given = environment.get(setting.variable());
        origin = Origin.ENVIRONMENT;
      }
      if (given == null || given.isBlank()) {
        given = setting.fallback();
        origin = Origin.DEFAULT;
      }
      String text = given.strip();
      try {
        Object value = text.isEmpty() ? null : setting.parser().apply(text);
        values.put(setting.variable(), new Resolved(setting, text, origin, value));
      } catch (IllegalArgumentException e) {
        faults.add(
            "%s (%s): %s, was '%s'"
                .formatted(
                    setting.variable(), setting.option(), e.getMessage(), setting.shown(text)));
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return new Config(values);
  }

  /**
   * The value of a setting that has a default or must be given.
   *
   * @throws IllegalStateException when it has neither: a setting that may be absent is read with
   *     {@link #find}
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(
            () -> new IllegalStateException(setting.variable() + " is not set and has no default"));
  }

  /** The value of a setting that may be absent. */
  @SuppressWarnings("unchecked") // the value came out of this very setting's parser
  public <T> Optional<T> find(Setting<T> setting) {
    Resolved resolved = values.get(setting.variable());
    if (resolved == null) {
      throw new IllegalStateException(setting.variable() + " is not a setting of this command");
    }
    return Optional.ofNullable((T) resolved.value());
  }

  /** Whether the value was given rather than defaulted. */
  public boolean isGiven(Setting<?> setting) {
    Resolved resolved = values.get(setting.variable());
    return resolved != null && resolved.origin() != Origin.DEFAULT;
  }

  /** Every setting as it may be shown, in order of declaration. */
  public List<Line> lines() {
    return values.values().stream()
        .map(r -> new Line(r.setting(), r.setting().shown(r.text()), r.origin()))
        .toList();
  }
}
