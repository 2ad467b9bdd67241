package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.List;

/**
 * The pipeline at one moment; {@code GET /api/status} is this record with its names in snake case.
 * Times are UTC; an absent one is null. Lists keep the order in which events flow.
 *
 * @param at when it was put together
 * @param verdict whether all is well, in plain words
 * @param redis the engine of the streams
 * @param clickhouse the engine of the tables
 * @param workers every expected process and every other one that has a heartbeat
 * @param sources how far each source is published
 * @param streams the streams and their consumer groups
 * @param tables what ClickHouse holds
 * @param deadLetters what could not be processed
 * @param parked fills whose market is not known yet
 * @param totals simple sums over the tables
 * @param latestTrades newest first, each match once
 * @param history rates of the last minutes
 * @param live the live events
 */
public record Status(
    Instant at,
    Verdict verdict,
    EngineStatus redis,
    EngineStatus clickhouse,
    List<WorkerStatus> workers,
    List<SourceStatus> sources,
    List<StreamStatus> streams,
    List<TableStatus> tables,
    DeadLetters deadLetters,
    Parked parked,
    Totals totals,
    List<LatestTrade> latestTrades,
    History history,
    LiveStatus live) {
  public Status {
    workers = List.copyOf(workers);
    sources = List.copyOf(sources);
    streams = List.copyOf(streams);
    tables = List.copyOf(tables);
    latestTrades = List.copyOf(latestTrades);
  }
}
