package io.polytape.dashboard.status;

import io.polytape.dashboard.status.Verdict.Finding;
import io.polytape.dashboard.status.Verdict.Level;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the live part, in plain words. */
final class LiveJudgement {
  private static final long SILENT_MS = 30_000;
  private static final long OLD_REPORT_MS = 15_000;

  private LiveJudgement() {}

  static List<Finding> of(LiveStatus live) {
    var findings = new ArrayList<Finding>();
    if (live.tokens().followed() == 0) {
      return findings;
    }
    connections(findings, live.connections());
    int gaps = live.tokens().gapsOpen();
    if (gaps > 0) {
      findings.add(
          new Finding(
              Level.WARN,
              "gaps",
              Texts.count(gaps)
                  + (gaps == 1 ? " live book has" : " live books have")
                  + " an open gap and will be fetched again"));
    }
    return findings;
  }

  private static void connections(List<Finding> findings, List<LiveStatus.Connection> all) {
    // What an ingester that is gone said last is no news; that it is gone is said elsewhere.
    List<LiveStatus.Connection> current =
        all.stream()
            .filter(each -> each.reportAgeMs() != null && each.reportAgeMs() < OLD_REPORT_MS)
            .toList();
    long closed = current.stream().filter(each -> !each.state().equals("open")).count();
    if (closed > 0) {
      findings.add(
          new Finding(
              closed == current.size() ? Level.BAD : Level.WARN,
              "connections",
              "%d of %d live connections %s not open and will be opened again"
                  .formatted(closed, current.size(), closed == 1 ? "is" : "are")));
    }
    long silent =
        current.stream()
            .filter(each -> each.state().equals("open"))
            .filter(each -> each.lastDataAgeMs() != null && each.lastDataAgeMs() > SILENT_MS)
            .count();
    if (silent > 0) {
      findings.add(
          new Finding(
              Level.WARN,
              "connections",
              "%d of %d live connections %s brought nothing for over %d s"
                  .formatted(
                      silent, current.size(), silent == 1 ? "has" : "have", SILENT_MS / 1_000)));
    }
  }
}
