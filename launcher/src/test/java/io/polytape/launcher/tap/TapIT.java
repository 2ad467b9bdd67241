package io.polytape.launcher.tap;

import static io.polytape.common.redis.Script.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.live.Alert;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.Level;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.launcher.Polytape;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.params.XAddParams;

final class TapIT {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final String ONE = "71321045679865" + "1".repeat(60);
  private static final String OTHER = "88888888888888" + "2".repeat(60);

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();

  private record Said(int code, List<String> out, String err) {}

  @AfterEach
  void close() {
    redis.close();
    server.close();
  }

  @Test
  void showsWhatIsThereAndEndsAfterItsCount() throws Exception {
    gap("1", ONE, GapReason.SILENCE);
    gap("2", OTHER, GapReason.DISCONNECT);

    var said = say("gaps", "--from-start", "--count", "2");

    assertThat(said.code()).isZero();
    assertThat(said.out()).hasSize(2);
    assertThat(said.out().getFirst())
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  .*")
        .endsWith(
            "  token_id=71321045679865..  reason=silence  started_at=2026-11-21T10:00:00Z"
                + "  trades_too=true  detail=none for 30 s");
  }

  @Test
  void beginsWithWhatIsNew() throws Exception {
    gap("1", ONE, GapReason.SILENCE);
    var said = CompletableFuture.supplyAsync(() -> say("gaps", "--count", "1"));
    while (!said.isDone()) {
      gap("2", OTHER, GapReason.DISCONNECT);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }

    assertThat(said.get(20, TimeUnit.SECONDS).out())
        .singleElement()
        .asString()
        .contains("reason=disconnect");
  }

  @Test
  void filtersByTokenMarketAndType() throws Exception {
    gap("1", ONE, GapReason.SILENCE);
    gap("2", ONE, GapReason.DISCONNECT);
    gap("3", OTHER, GapReason.DISCONNECT);
    gap("4", ONE, GapReason.DISCONNECT);

    var said =
        say(
            "gaps",
            "--from-start",
            "--token",
            "7132104",
            "--market",
            "0xC0",
            "--type",
            "disconnect",
            "--json",
            "--count",
            "2");

    assertThat(said.out())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"stream\":\"stream:gaps\",\"id\":\""));
    assertThat(said.out().get(0)).contains("\"gap_id\":\"2\"");
    assertThat(said.out().get(1)).contains("\"gap_id\":\"4\"").contains("\"token_id\":\"" + ONE);
  }

  @Test
  void watchesAllPartitionsOfTheMarketEvents() throws Exception {
    for (String token : List.of(ONE, OTHER)) {
      var header = new MarketEvent.Header(token, "0xc0", 1, START, "host/1", 1);
      add(
          Partitions.stream(Partitions.of(token)),
          MarketEventCodec.encode(
              new MarketEvent.Book(
                  header,
                  List.of(new Level(new BigDecimal("0.4"), BigDecimal.ONE)),
                  List.of(),
                  "h",
                  BigDecimal.ONE)));
    }

    var said = say("market-events", "--from-start", "--count", "2", "--type", "book");

    assertThat(said.out())
        .allMatch(line -> line.contains("type=book") && line.contains("bids=1  asks=0"))
        .anyMatch(line -> line.contains("token_id=7132"))
        .anyMatch(line -> line.contains("token_id=8888"));
  }

  @Test
  void foreignTextCannotSteerTheTerminal() throws Exception {
    add(
        Streams.ALERTS,
        LiveRowCodec.encode(
            new Alert(
                "a",
                "r",
                "k",
                "warning",
                ONE,
                "",
                START,
                true,
                BigDecimal.ONE,
                BigDecimal.ONE,
                "\u001b[2J\r\nend")));

    var said = say("alerts", "--from-start", "--count", "1");

    assertThat(said.out())
        .singleElement()
        .asString()
        .endsWith("message=\\u001b[2J\\u000d\\u000aend");
  }

  @Test
  void showsWhatCannotBeReadAsItIs() throws Exception {
    add(Streams.QUOTES, bytes("no json"));

    var said = say("quotes", "--from-start", "--count", "1");

    assertThat(said.out())
        .singleElement()
        .asString()
        .contains("cannot be read")
        .contains("no json");
  }

  @Test
  void showsDeadLetters() throws Exception {
    var letter = new DeadLetter("writer", "bad", "stream:quotes", "1-1", 5, "1", bytes("{}"));
    redis.run(
        "test",
        client ->
            client.xadd(bytes(Streams.DEAD_LETTERS.key()), new XAddParams(), letter.fields()));

    var said = say("dead-letters", "--from-start", "--count", "1");

    assertThat(said.out())
        .singleElement()
        .asString()
        .endsWith("  stage=writer  stream=stream:quotes  reason=bad  raw={}");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThat(say("nonsense").err()).contains("one of markets, fills, trades, market-events");
    assertThat(say("trades", "--type", "x").err()).contains("no types among trades");
    assertThat(say("dead-letters", "--token", "1").err()).contains("name no token");
    assertThat(say("fills", "--market", "0x1").err()).contains("name no market");
    assertThat(say("gaps", "--count", "0").err()).contains("at least 1");
    assertThat(say("nonsense").code()).isEqualTo(2);
  }

  @Test
  void endsWhenNobodyReadsItsOutput() throws Exception {
    for (int i = 0; i < 20; i++) {
      gap(Integer.toString(i), ONE, GapReason.SILENCE);
    }
    var line = Polytape.commandLine();
    var closed =
        new PrintWriter(OutputStream.nullOutputStream()) {
          @Override
          public boolean checkError() {
            return true;
          }
        };
    line.setOut(closed);

    assertThat(line.execute(arguments("gaps", "--from-start"))).isZero();
  }

  @Test
  void saysThatRedisIsAway() {
    server.kill();

    var said = say("gaps");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).contains("polytape tap: Redis at 127.0.0.1:").contains("cannot be");
  }

  @Test
  void theShellCompletesTheNames() {
    var out = new StringWriter();
    var line = Polytape.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.execute("completion");

    assertThat(out.toString()).contains("\"market-events\"").contains("\"dead-letters\"");
  }

  private Said say(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = Polytape.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments(arguments));
    return new Said(code, out.toString().lines().toList(), err.toString());
  }

  private String[] arguments(String... arguments) {
    var all = new ArrayList<String>(List.of("tap"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--redis-port", Integer.toString(server.port())));
    return all.toArray(String[]::new);
  }

  private void gap(String id, String token, GapReason reason) throws TransientException {
    add(
        Streams.GAPS,
        LiveRowCodec.encode(
            new GapRow(id, token, "0xc0", reason, START, null, true, "none for 30 s", START)));
  }

  private void add(Streams stream, byte[] event) throws TransientException {
    redis.run(
        "test",
        client ->
            client.xadd(
                bytes(stream.key()),
                new XAddParams(),
                Map.of(bytes("v"), bytes("1"), bytes("event"), event)));
  }
}
