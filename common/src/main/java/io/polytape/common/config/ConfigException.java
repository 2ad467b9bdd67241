package io.polytape.common.config;

import java.util.List;

/** A configuration that cannot work; the message lists every fault and what to change. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  public ConfigException(List<String> faults) {
    super(
        faults.size() == 1
            ? "configuration: " + faults.getFirst()
            : "configuration has "
                + faults.size()
                + " faults:\n  - "
                + String.join("\n  - ", faults));
    this.faults = List.copyOf(faults);
  }

  public ConfigException(String fault) {
    this(List.of(fault));
  }

  /** Each fault as one line. */
  public List<String> faults() {
    return faults;
  }
}
