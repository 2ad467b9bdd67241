package io.polytape.dashboard.status;

import io.polytape.dashboard.status.SourceStatus.State;
import io.polytape.dashboard.status.WorkerStatus.InstanceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says of each source how it is: by what its worker says of it in the figures {@code source_state},
 * {@code events_per_second} and {@code eta_seconds} of its heartbeat, and where it says nothing, by
 * its watermark. One thread only.
 */
final class SourceJudge {
  private static final long CLOSE_SECONDS = 120;

  private final RateMeter meter = new RateMeter(Duration.ofSeconds(10));

  List<SourceStatus> judge(
      Map<String, Map<String, String>> watermarks,
      List<WorkerStatus> workers,
      Instant readAt,
      Instant now) {
    var sources = new ArrayList<SourceStatus>();
    watermarks.forEach((name, fields) -> sources.add(one(name, fields, workers, readAt, now)));
    meter.retain(watermarks.keySet());
    return sources;
  }

  private SourceStatus one(
      String name,
      Map<String, String> fields,
      List<WorkerStatus> workers,
      Instant readAt,
      Instant now) {
    Instant updatedAt = Texts.instant(fields.get("updated_at"));
    Long updatedAge = Texts.age(updatedAt, now);
    long lagThen = Texts.number(fields.get("lag_seconds"), -1);
    Long lag = lagThen < 0 || updatedAge == null ? null : Long.valueOf(lagThen + updatedAge);
    long events = Texts.number(fields.get("events"), 0);
    Double rate = meter.rate(name, events, readAt);

    WorkerStatus worker = workerOf(name, workers);
    InstanceStatus speaker = worker == null ? null : speaker(worker);
    Map<String, String> figures = speaker == null ? Map.of() : speaker.figures();
    State state = state(worker, figures, name, lag, rate);
    String reason = "";
    if (speaker != null && (state == State.FAILING || state == State.UNATTENDED)) {
      reason = speaker.reason();
    }
    long eta = Texts.number(figure(figures, name, "eta_seconds"), -1);
    return new SourceStatus(
        name,
        worker == null ? "" : worker.name(),
        state,
        reason,
        fields.getOrDefault("cursor", ""),
        events,
        rate,
        lag,
        updatedAt,
        updatedAge,
        state == State.CATCHING_UP && eta >= 0 ? Long.valueOf(eta) : null);
  }

  private static State state(
      @Nullable WorkerStatus worker,
      Map<String, String> figures,
      String source,
      @Nullable Long lag,
      @Nullable Double rate) {
    if (worker != null && !worker.state().isLiving()) {
      return State.UNATTENDED;
    }
    if (worker != null && worker.state() == WorkerStatus.State.FAILING) {
      return State.FAILING;
    }
    String said =
        Objects.requireNonNullElse(figure(figures, source, "source_state"), "")
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    return switch (said) {
      case "following" -> State.FOLLOWING;
      case "catching-up" -> State.CATCHING_UP;
      case "quiet" -> State.QUIET;
      case "stale" -> State.STALE;
      case "failing" -> State.FAILING;
      default -> {
        boolean moving = rate != null && rate > 0;
        if (lag == null || lag <= CLOSE_SECONDS) {
          yield moving || lag != null ? State.FOLLOWING : State.QUIET;
        }
        yield moving ? State.CATCHING_UP : State.QUIET;
      }
    };
  }

  /** A figure of one source, for workers that read several, or of the worker as a whole. */
  private static @Nullable String figure(Map<String, String> figures, String source, String name) {
    String own = figures.get(source + "." + name);
    return own == null ? figures.get(name) : own;
  }

  /** The instance that works: among several pollers all but one wait for its lease. */
  private static @Nullable InstanceStatus speaker(WorkerStatus worker) {
    return worker.instances().isEmpty() ? null : worker.instances().getFirst();
  }

  private static @Nullable WorkerStatus workerOf(String source, List<WorkerStatus> workers) {
    for (WorkerStatus worker : workers) {
      boolean names =
          worker.instances().stream().anyMatch(each -> source.equals(each.figures().get("source")));
      if (names) {
        return worker;
      }
    }
    String poller =
        source.startsWith("goldsky")
            ? "goldsky-ingester"
            : source.startsWith("gamma") || source.startsWith("polymarket")
                ? "polymarket-ingester"
                : source + "-ingester";
    return workers.stream().filter(each -> each.name().equals(poller)).findFirst().orElse(null);
  }
}
