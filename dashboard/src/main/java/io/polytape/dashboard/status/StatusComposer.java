package io.polytape.dashboard.status;

import io.polytape.dashboard.status.ClickHouseAnswer.Table;
import io.polytape.dashboard.status.RedisAnswer.GroupProbe;
import io.polytape.dashboard.status.RedisAnswer.StreamProbe;
import io.polytape.dashboard.status.StreamStatus.GroupStatus;
import io.polytape.dashboard.status.Watch.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the answers of both engines together into a {@link Status}: no I/O, only memory of what was
 * before, for rates and charts. One thread only.
 */
final class StatusComposer {
  private static final List<String> RATED_TABLES =
      List.of(
          "order_filled",
          "trades",
          "quotes",
          "order_books",
          "price_changes",
          "live_trades",
          "alerts");
  private static final List<String> OPTIONAL_TABLES =
      Stream.of(ClickHouseQuestions.CANDLES, ClickHouseQuestions.LIVE)
          .flatMap(List::stream)
          .toList();
  private static final RedisAnswer NOTHING =
      new RedisAnswer(
          "", -1, -1, List.of(), List.of(), List.of(), Map.of(), List.of(), List.of(), 0, 0, 0, 0);
  private static final ClickHouseAnswer EMPTY =
      new ClickHouseAnswer("", Map.of(), Totals.NONE, List.of());

  private final String redisAddress;
  private final String clickHouseAddress;
  private final WorkerJudge workerJudge = new WorkerJudge();
  private final SourceJudge sourceJudge = new SourceJudge();
  private final RateMeter streamMeter = new RateMeter(Duration.ofSeconds(5));
  private final RateMeter tableMeter = new RateMeter(Duration.ofSeconds(10));
  private final RateHistory history = new RateHistory();

  StatusComposer(String redisAddress, String clickHouseAddress) {
    this.redisAddress = redisAddress;
    this.clickHouseAddress = clickHouseAddress;
  }

  Status compose(
      Answer<RedisAnswer> redis,
      Answer<ClickHouseAnswer> clickHouse,
      LiveStatus live,
      Instant now) {
    RedisAnswer r = Objects.requireNonNullElse(redis.value(), NOTHING);
    ClickHouseAnswer c = Objects.requireNonNullElse(clickHouse.value(), EMPTY);
    Instant redisAt = Objects.requireNonNullElse(redis.at(), now);
    Instant clickHouseAt = Objects.requireNonNullElse(clickHouse.at(), now);

    EngineStatus redisStatus =
        new EngineStatus(
            redis.fault().isEmpty(),
            redisAddress,
            r.version(),
            redis.fault(),
            redis.at(),
            r.memoryBytes(),
            r.memoryLimitBytes(),
            r.faults(),
            r.warnings());
    EngineStatus clickHouseStatus =
        new EngineStatus(
            clickHouse.fault().isEmpty(),
            clickHouseAddress,
            c.version(),
            clickHouse.fault(),
            clickHouse.at(),
            -1,
            -1,
            clickHouse.value() == null ? List.of() : schemaFaults(c),
            List.of());
    List<WorkerStatus> workers =
        workerJudge.judge(r.workers(), live.tokens().followed() > 0, redisAt, now);
    List<SourceStatus> sources = sourceJudge.judge(r.watermarks(), workers, redisAt, now);
    List<StreamStatus> streams =
        r.streams().stream().map(probe -> stream(probe, redisAt, now)).toList();
    // Tables that nobody could look at are not missing; they are just not known.
    List<TableStatus> tables =
        clickHouse.value() == null ? List.of() : tables(c, clickHouseAt, now);
    var deadLetters = new DeadLetters(r.deadLetterCount(), r.deadLetters());
    Parked parked = parked(r, now);

    remember(redis, streams, sources, clickHouse, tables, now);
    live.events().forEach(each -> history.add("event:" + each.type(), each.perSecond(), now));
    return new Status(
        now,
        Judgement.of(
            redisStatus, clickHouseStatus, workers, sources, streams, deadLetters, parked, live),
        redisStatus,
        clickHouseStatus,
        workers,
        sources,
        streams,
        tables,
        deadLetters,
        parked,
        c.totals(),
        c.latestTrades(),
        history.at(now),
        live);
  }

  private static List<String> schemaFaults(ClickHouseAnswer answer) {
    List<String> missing =
        ClickHouseQuestions.EXPECTED.stream()
            .filter(name -> !answer.tables().containsKey(name))
            .toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(
            "ClickHouse has no table "
                + String.join(", ", missing)
                + " yet; run: polytape setup-schema");
  }

  private StreamStatus stream(StreamProbe probe, Instant readAt, Instant now) {
    boolean exists = !probe.lastId().isEmpty();
    return new StreamStatus(
        probe.key(),
        probe.length(),
        probe.highMark(),
        exists ? streamMeter.rate(probe.key(), probe.total(), readAt) : null,
        exists ? Texts.instant(Long.toString(EntryIds.millis(probe.lastId()))) : null,
        probe.groups().stream().map(group -> group(group, now)).toList());
  }

  private static GroupStatus group(GroupProbe group, Instant now) {
    Long oldest =
        group.oldestPending().isEmpty()
            ? null
            : Texts.age(Instant.ofEpochMilli(EntryIds.millis(group.oldestPending())), now);
    return new GroupStatus(
        group.name(),
        group.present(),
        group.consumers(),
        group.pending(),
        oldest,
        group.lag(),
        group.lagExact(),
        group.finished());
  }

  private List<TableStatus> tables(ClickHouseAnswer answer, Instant readAt, Instant now) {
    var tables = new ArrayList<TableStatus>();
    for (String name : ClickHouseQuestions.EXPECTED) {
      tables.add(table(name, answer.tables().get(name), readAt, now));
    }
    for (String name : OPTIONAL_TABLES) {
      if (answer.tables().containsKey(name)) {
        tables.add(table(name, answer.tables().get(name), readAt, now));
      }
    }
    return tables;
  }

  private TableStatus table(String name, @Nullable Table table, Instant readAt, Instant now) {
    if (table == null) {
      return new TableStatus(name, false, 0, 0, null, null, null, null);
    }
    // Only tables that merges leave as they are have a rate; the others shrink by themselves.
    Double rate = RATED_TABLES.contains(name) ? tableMeter.rate(name, table.rows(), readAt) : null;
    return new TableStatus(
        name,
        true,
        table.rows(),
        table.bytes(),
        rate,
        table.newestAt(),
        table.lastInsertAt(),
        Texts.age(table.lastInsertAt(), now));
  }

  private static Parked parked(RedisAnswer answer, Instant now) {
    Instant oldest = Texts.instant(Long.toString(answer.parkedSince()));
    return new Parked(answer.parkedFills(), answer.parkedTokens(), oldest, Texts.age(oldest, now));
  }

  private void remember(
      Answer<RedisAnswer> redis,
      List<StreamStatus> streams,
      List<SourceStatus> sources,
      Answer<ClickHouseAnswer> clickHouse,
      List<TableStatus> tables,
      Instant now) {
    if (redis.fault().isEmpty()) {
      streams.forEach(each -> history.add(each.name(), each.entriesPerSecond(), now));
      sources.forEach(each -> history.add("source:" + each.name(), each.eventsPerSecond(), now));
    }
    if (clickHouse.fault().isEmpty()) {
      tables.forEach(each -> history.add("table:" + each.name(), each.rowsPerSecond(), now));
    }
  }
}
