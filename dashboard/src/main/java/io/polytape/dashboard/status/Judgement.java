package io.polytape.dashboard.status;

import io.polytape.dashboard.status.StreamStatus.GroupStatus;
import io.polytape.dashboard.status.Verdict.Finding;
import io.polytape.dashboard.status.Verdict.Level;
import io.polytape.dashboard.status.WorkerStatus.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Turns what is known into the verdict: what is wrong, worst first, in plain words. */
final class Judgement {
  private static final long OLD_PENDING_SECONDS = 120;
  private static final long LONG_PARKED_SECONDS = 900;

  private final List<Finding> findings = new ArrayList<>();

  private Judgement() {}

  static Verdict of(
      EngineStatus redis,
      EngineStatus clickhouse,
      List<WorkerStatus> workers,
      List<SourceStatus> sources,
      List<StreamStatus> streams,
      DeadLetters deadLetters,
      Parked parked,
      LiveStatus live) {
    var judgement = new Judgement();
    judgement.engines(redis, clickhouse);
    if (redis.up()) {
      workers.forEach(judgement::worker);
      sources.forEach(judgement::source);
      streams.forEach(judgement::stream);
      judgement.leftovers(deadLetters, parked);
      judgement.findings.addAll(LiveJudgement.of(live));
    }
    return judgement.verdict(sources);
  }

  private void engines(EngineStatus redis, EngineStatus clickhouse) {
    if (!redis.up()) {
      add(
          Level.BAD,
          "redis",
          "Redis does not answer ("
              + redis.reason()
              + "); every worker waits for it and nothing is lost");
    }
    if (!clickhouse.up()) {
      add(
          Level.BAD,
          "clickhouse",
          "ClickHouse does not answer ("
              + clickhouse.reason()
              + "); the streams keep everything until it is back");
    }
    redis.faults().forEach(text -> add(Level.BAD, "redis", text));
    redis.warnings().forEach(text -> add(Level.WARN, "redis", text));
    clickhouse.faults().forEach(text -> add(Level.BAD, "clickhouse", text));
    if (redis.memoryLimitBytes() > 0 && redis.memoryBytes() > redis.memoryLimitBytes() * 0.85) {
      add(
          Level.WARN,
          "redis",
          "Redis is close to its memory limit; the pollers pause until it is not");
    }
  }

  private void worker(WorkerStatus worker) {
    String name = worker.name();
    String because = worker.reason().isEmpty() ? "" : ": " + worker.reason();
    switch (worker.state()) {
      case ALIVE -> {}
      case WAITING -> add(Level.INFO, name, name + " waits" + because);
      case FAILING -> add(Level.BAD, name, name + " is failing and keeps trying" + because);
      case LATE -> add(Level.WARN, name, name + " is late" + because);
      case DOWN -> {
        if (worker.expected()) {
          add(
              Level.BAD,
              name,
              worker.instances().isEmpty()
                  ? name + " is not running and has never been seen"
                  : name + " is down" + because);
        } else {
          add(Level.WARN, name, name + " is down" + because);
        }
      }
      case STOPPED -> {
        if (worker.expected()) {
          add(Level.BAD, name, name + " was stopped and is not running");
        }
      }
    }
    if (worker.state() == State.ALIVE) {
      worker.instances().stream()
          .filter(each -> each.state() == State.FAILING || each.state() == State.LATE)
          .forEach(
              each ->
                  add(
                      Level.WARN,
                      name,
                      "one of several " + name + " is in trouble: " + each.reason()));
    }
  }

  private void source(SourceStatus source) {
    String name = source.name();
    long lag = Objects.requireNonNullElse(source.lagSeconds(), 0L);
    switch (source.state()) {
      case FOLLOWING, QUIET -> {}
      case CATCHING_UP -> {
        String rate =
            source.eventsPerSecond() == null
                ? ""
                : ", " + Texts.count(Math.round(source.eventsPerSecond())) + " events/s";
        String left =
            source.etaSeconds() == null
                ? ""
                : ", about " + Texts.words(source.etaSeconds()) + " left";
        add(
            Level.INFO,
            name,
            name + " is catching up: " + Texts.words(lag) + " behind now" + rate + left);
      }
      case STALE ->
          add(
              Level.BAD,
              name,
              name
                  + " is stale: it answers, but has had nothing new for "
                  + Texts.words(
                      Math.max(lag, Objects.requireNonNullElse(source.updatedAgeSeconds(), 0L))));
      case FAILING -> {
        if (findings.stream().noneMatch(each -> each.subject().equals(source.worker()))) {
          add(Level.BAD, name, name + " does not answer as it should: " + source.reason());
        }
      }
      case UNATTENDED -> {
        if (findings.stream().noneMatch(each -> each.subject().equals(source.worker()))) {
          add(Level.WARN, name, "nobody reads " + name + " at the moment");
        }
      }
    }
  }

  private void stream(StreamStatus stream) {
    if (stream.length() >= stream.highMark()) {
      add(
          Level.WARN,
          stream.name(),
          stream.name()
              + " is full ("
              + Texts.count(stream.length())
              + " entries); its publishers pause until its readers have caught up");
    }
    for (GroupStatus group : stream.groups()) {
      Long oldest = group.oldestPendingSeconds();
      if (oldest != null && oldest > OLD_PENDING_SECONDS) {
        add(
            Level.WARN,
            stream.name(),
            group.name()
                + " has held entries of "
                + stream.name()
                + " for "
                + Texts.words(oldest)
                + " without finishing them");
      }
    }
  }

  private void leftovers(DeadLetters deadLetters, Parked parked) {
    if (deadLetters.count() > 0) {
      add(
          Level.WARN,
          "dead-letters",
          Texts.count(deadLetters.count())
              + (deadLetters.count() == 1 ? " event" : " events")
              + " could not be processed; see: polytape dead-letters list");
    }
    Long oldest = parked.oldestAgeSeconds();
    if (parked.fills() > 0 && oldest != null && oldest > LONG_PARKED_SECONDS) {
      add(
          Level.WARN,
          "parked",
          Texts.count(parked.fills())
              + " fills have waited for their market for up to "
              + Texts.words(oldest));
    }
  }

  private Verdict verdict(List<SourceStatus> sources) {
    findings.sort(Comparator.comparing(Finding::level).reversed());
    if (findings.isEmpty()) {
      boolean quiet =
          !sources.isEmpty()
              && sources.stream().allMatch(each -> each.state() == SourceStatus.State.QUIET);
      String text =
          sources.isEmpty()
              ? "Everything is running; no source has published yet"
              : quiet ? "Everything is running; the sources are quiet" : "Everything is flowing";
      return new Verdict(Level.OK, text, List.of());
    }
    Finding worst = findings.getFirst();
    long others = findings.stream().filter(each -> each.level() == worst.level()).count() - 1;
    String headline = worst.text() + (others > 0 ? " (and " + others + " more)" : "");
    return new Verdict(worst.level(), headline, findings);
  }

  private void add(Level level, String subject, String text) {
    findings.add(new Finding(level, subject, text));
  }
}
