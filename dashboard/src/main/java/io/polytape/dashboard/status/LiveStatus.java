package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live part of the pipeline at one moment. Ages are in milliseconds and never below 0; an
 * absent one is null.
 *
 * @param fault why nothing newer is known, empty when all is well
 * @param connections of the websocket ingester, by shard
 * @param events by type, as the venue names them
 * @param guards sums over the last five minutes
 * @param gaps newest first
 * @param alerts active ones first
 */
public record LiveStatus(
    String fault,
    Tokens tokens,
    List<Connection> connections,
    List<Events> events,
    Guards guards,
    Discovery discovery,
    List<Gap> gaps,
    int activeAlerts,
    Map<String, Long> activeAlertsBySeverity,
    List<Alert> alerts,
    Errors errors,
    Viewers viewers) {

  /** Before anything is known. */
  public static final LiveStatus NONE =
      new LiveStatus(
          "not asked yet",
          Tokens.NONE,
          List.of(),
          List.of(),
          new Guards(5, 0, 0, 0, 0),
          Discovery.NONE,
          List.of(),
          0,
          Map.of(),
          List.of(),
          new Errors(0, List.of()),
          new Viewers(0, 0, 0, 0));

  public LiveStatus {
    connections = List.copyOf(connections);
    events = List.copyOf(events);
    gaps = List.copyOf(gaps);
    alerts = List.copyOf(alerts);
    activeAlertsBySeverity = Map.copyOf(activeAlertsBySeverity);
  }

  /**
   * The followed tokens.
   *
   * @param subscribed tokens that the open connections say they carry
   * @param withBook tokens that have a book
   * @param silent tokens with a book that was not heard of for long
   * @param qualities books by quality
   */
  public record Tokens(
      int followed,
      int markets,
      int subscribed,
      int withBook,
      int withoutBook,
      int silent,
      int gapsOpen,
      Map<String, Integer> qualities) {
    static final Tokens NONE = new Tokens(0, 0, 0, 0, 0, 0, 0, Map.of());

    public Tokens {
      qualities = Map.copyOf(qualities);
    }
  }

  /**
   * One socket.
   *
   * @param state open, connecting, backoff or closed
   * @param reportAgeMs since the ingester last said so
   * @param reason why it was last closed
   */
  public record Connection(
      String shard,
      String state,
      long tokens,
      long books,
      long reconnects,
      long frames,
      long bytes,
      @Nullable Instant connectedAt,
      @Nullable Long lastFrameAgeMs,
      @Nullable Long lastDataAgeMs,
      @Nullable Long reportAgeMs,
      String reason) {}

  /** Events of one type. */
  public record Events(String type, long count, @Nullable Double perSecond) {}

  /** Live trades, and how many of them were flagged. */
  public record Guards(int minutes, long trades, long stale, long backfilled, long diverged) {}

  /** The last look for tokens to follow; numbers as they were reported. */
  public record Discovery(
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      long requests,
      long found,
      long followed,
      long waiting,
      String lastSlug,
      String lastError) {
    static final Discovery NONE = new Discovery(null, null, 0, 0, 0, 0, "", "");
  }

  /** A hole in the record of a token; {@code endedAt} is null while it lasts. */
  public record Gap(
      String gapId,
      String tokenId,
      String question,
      String outcome,
      String reason,
      Instant startedAt,
      @Nullable Instant endedAt,
      boolean tradesToo,
      String detail) {}

  /** An alert in its newest state. */
  public record Alert(
      String alertId,
      String rule,
      String kind,
      String severity,
      String tokenId,
      String question,
      String outcome,
      Instant eventTime,
      boolean raised,
      String value,
      String threshold,
      String message) {}

  /** Errors of the last hour. */
  public record Errors(long lastHour, List<Line> newest) {
    public Errors {
      newest = List.copyOf(newest);
    }

    /** One of them. */
    public record Line(@Nullable Instant at, String component, String kind, String detail) {}
  }

  /**
   * The fan-out of events to viewers.
   *
   * @param dropped events that slow viewers lost
   * @param unreadable entries that could not be read
   */
  public record Viewers(int now, int most, long dropped, long unreadable) {}
}
