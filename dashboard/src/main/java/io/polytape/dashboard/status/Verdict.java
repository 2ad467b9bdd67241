package io.polytape.dashboard.status;

import java.util.List;

/**
 * Whether all is well.
 *
 * @param level the worst of the findings, {@code ok} when there is none
 * @param headline one sentence for people
 * @param findings everything that is worth saying, worst first
 */
public record Verdict(Level level, String headline, List<Finding> findings) {
  public Verdict {
    findings = List.copyOf(findings);
  }

  /** How bad it is, from good to bad. */
  public enum Level {
    OK,
    INFO,
    WARN,
    BAD
  }

  /**
   * One thing worth saying.
   *
   * @param subject what it is about: a worker, a source, a stream or an engine
   */
  public record Finding(Level level, String subject, String text) {}
}
