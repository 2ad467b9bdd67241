package io.polytape.simulator.fault;

import io.polytape.simulator.world.Mix;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which faults are on, and which one strikes the next request.
 *
 * <p>The n-th draw for a fault depends on the seed and n only. A request is struck by one fault at
 * most. Safe for use by several threads.
 */
public final class Faults {
  private static final class Setting {
    double probability;
    long generation;
    long draws;
    long struck;
  }

  private final long seed;
  private final Map<Fault, Setting> settings = new EnumMap<>(Fault.class);

  public Faults(long seed) {
    this.seed = seed;
    Arrays.stream(Fault.values()).forEach(fault -> settings.put(fault, new Setting()));
  }

  /** Sets the probability of one fault, from 0 to 1. */
  public synchronized void set(Fault fault, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "fault " + fault.label() + ": expected a probability from 0 to 1, was " + probability);
    }
    setting(fault).probability = probability;
    setting(fault).generation++;
  }

  /** Sets several; what is not named stays as it is. */
  public synchronized void set(Map<Fault, Double> more) {
    more.forEach(this::set);
  }

  /** How often the fault's probability was set. */
  public synchronized long generation(Fault fault) {
    return setting(fault).generation;
  }

  public synchronized double probability(Fault fault) {
    return setting(fault).probability;
  }

  /** The fault that strikes a request, out of those that can. */
  public synchronized Optional<Fault> draw(List<Fault> possible) {
    for (Fault fault : possible) {
      Setting setting = setting(fault);
      if (setting.probability > 0 && unit(fault, setting.draws++) < setting.probability) {
        setting.struck++;
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private double unit(Fault fault, long draw) {
    return Mix.unit(Mix.of(seed, fault.label().hashCode(), draw));
  }

  private Setting setting(Fault fault) {
    return Objects.requireNonNull(settings.get(fault));
  }

  /** Probabilities by name, as the control interface shows them. */
  public synchronized Map<String, Double> probabilities() {
    var byName = new TreeMap<String, Double>();
    settings.forEach((fault, setting) -> byName.put(fault.label(), setting.probability));
    return byName;
  }

  /** How often each fault has struck, by name. */
  public synchronized Map<String, Long> struck() {
    var byName = new TreeMap<String, Long>();
    settings.forEach((fault, setting) -> byName.put(fault.label(), setting.struck));
    return byName;
  }

  /**
   * Reads {@code rate-limit=0.02,timeout=0.01}; the name {@code all} stands for every fault that is
   * not named itself.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static Map<Fault, Double> parse(String text) {
    var faults = new EnumMap<Fault, Double>(Fault.class);
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "faults: expected name=probability, was " + part.strip());
      }
      put(faults, part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
    return faults;
  }

  /**
   * Puts one fault into a map with its probability, or, for {@code all}, every one that has none
   * there.
   */
  public static void put(Map<Fault, Double> faults, String name, String probability) {
    double value;
    try {
      value = Double.parseDouble(probability);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "fault " + name + ": expected a number from 0 to 1, was " + probability, e);
    }
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "fault " + name + ": expected a number from 0 to 1, was " + probability);
    }
    if (name.equals("all")) {
      Arrays.stream(Fault.values()).forEach(fault -> faults.putIfAbsent(fault, value));
      return;
    }
    Fault fault =
        Fault.byLabel(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "faults: expected all or one of "
                            + Arrays.stream(Fault.values()).map(Fault::label).toList()
                            + ", was "
                            + name));
    faults.put(fault, value);
  }
}
