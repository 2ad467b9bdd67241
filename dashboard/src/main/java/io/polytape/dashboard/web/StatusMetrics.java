package io.polytape.dashboard.web;

import io.polytape.dashboard.status.Status;
import io.polytape.dashboard.status.WorkerStatus;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A status as Prometheus text: one gauge for each figure that somebody would want an alarm on. */
final class StatusMetrics {
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();

  private StatusMetrics() {}

  static byte[] text(Status status) {
    var metrics = new StatusMetrics();
    metrics.take(status);
    var snapshots = MetricSnapshots.builder();
    metrics.gauges.values().forEach(gauge -> snapshots.metricSnapshot(gauge.build()));
    var out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(out, snapshots.build(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String contentType() {
    return PrometheusTextFormatWriter.CONTENT_TYPE;
  }

  private void take(Status status) {
    add("polytape_redis_up", "Whether Redis answers", status.redis().up() ? 1 : 0);
    add("polytape_clickhouse_up", "Whether ClickHouse answers", status.clickhouse().up() ? 1 : 0);
    add("polytape_redis_memory_bytes", "Memory that Redis uses", status.redis().memoryBytes());
    workers(status);
    sources(status);
    streams(status);
    tables(status);
    LiveMetrics.take(status.live(), this::add);
    add(
        "polytape_dead_letters",
        "Events that could not be processed",
        status.deadLetters().count());
    add("polytape_parked_fills", "Fills that wait for their market", status.parked().fills());
    add("polytape_parked_tokens", "Tokens that parked fills wait for", status.parked().tokens());
    Long oldest = status.parked().oldestAgeSeconds();
    add(
        "polytape_parked_oldest_seconds",
        "Longest wait of a parked fill",
        oldest == null ? 0 : oldest);
  }

  private void workers(Status status) {
    for (WorkerStatus worker : status.workers()) {
      String up = "polytape_worker_up";
      String help = "1 for a process that lives and is not failing, 0 for any other";
      if (worker.instances().isEmpty()) {
        add(up, help, 0, "worker", worker.name(), "instance", "");
      }
      for (var each : worker.instances()) {
        boolean well =
            each.state() == WorkerStatus.State.ALIVE || each.state() == WorkerStatus.State.WAITING;
        String[] labels = {"worker", worker.name(), "instance", each.instance()};
        add(up, help, well ? 1 : 0, labels);
        add(
            "polytape_worker_beat_age_seconds",
            "Since its last heartbeat",
            each.beatAgeSeconds(),
            labels);
        add("polytape_worker_moved", "What it moved since its start", each.moved(), labels);
      }
    }
  }

  private void sources(Status status) {
    for (var source : status.sources()) {
      String[] labels = {"source", source.name()};
      add("polytape_watermark_events", "Events published so far", source.events(), labels);
      add(
          "polytape_watermark_lag_seconds",
          "How far behind now a source is published",
          source.lagSeconds(),
          labels);
      add(
          "polytape_watermark_age_seconds",
          "Since its watermark moved",
          source.updatedAgeSeconds(),
          labels);
      add(
          "polytape_source_events_per_second",
          "Events published lately",
          source.eventsPerSecond(),
          labels);
      for (var state : io.polytape.dashboard.status.SourceStatus.State.values()) {
        add(
            "polytape_source_state",
            "1 for the state that a source is in",
            state == source.state() ? 1 : 0,
            "source",
            source.name(),
            "state",
            state.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
      }
    }
  }

  private void streams(Status status) {
    for (var stream : status.streams()) {
      add(
          "polytape_stream_length",
          "Entries in a stream",
          stream.length(),
          "stream",
          stream.name());
      add(
          "polytape_stream_entries_per_second",
          "Entries added lately",
          stream.entriesPerSecond(),
          "stream",
          stream.name());
      for (var group : stream.groups()) {
        String[] labels = {"stream", stream.name(), "group", group.name()};
        add("polytape_group_pending", "Delivered and not acknowledged", group.pending(), labels);
        add("polytape_group_lag", "Entries not delivered yet", group.lag(), labels);
        add("polytape_group_consumers", "Consumers of a group", group.consumers(), labels);
        Long oldest = group.oldestPendingSeconds();
        add(
            "polytape_group_oldest_pending_seconds",
            "Age of its oldest pending entry",
            oldest == null ? 0 : oldest,
            labels);
      }
    }
  }

  private void tables(Status status) {
    for (var table : status.tables()) {
      String[] labels = {"table", table.name()};
      add("polytape_table_rows", "Rows of a table", table.rows(), labels);
      add("polytape_table_bytes", "Bytes of a table on disk", table.bytes(), labels);
      add(
          "polytape_table_newest_timestamp_seconds",
          "Newest event time in a table",
          seconds(table.newestAt()),
          labels);
      add(
          "polytape_table_last_insert_age_seconds",
          "Since a table got rows",
          table.lastInsertAgeSeconds(),
          labels);
    }
  }

  private static @Nullable Number seconds(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli() / 1_000.0;
  }

  private void add(String name, String help, @Nullable Number value, String... labels) {
    if (value == null) {
      return;
    }
    gauges
        .computeIfAbsent(name, key -> GaugeSnapshot.builder().name(name).help(help))
        .dataPoint(
            GaugeDataPointSnapshot.builder()
                .value(value.doubleValue())
                .labels(Labels.of(labels))
                .build());
  }
}
