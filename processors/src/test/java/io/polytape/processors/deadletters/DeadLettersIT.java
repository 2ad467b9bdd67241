package io.polytape.processors.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import redis.clients.jedis.params.XAddParams;

/** The commands as they are typed, on a real Redis. */
final class DeadLettersIT {
  private static final byte[] BINARY = {0x1b, '[', '2', 'J', (byte) 0xff};

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String first;
  private String second;

  @BeforeEach
  void addTwo() throws Exception {
    first = add("trade-processor", "not JSON: oops", Streams.ORDER_EVENTS.key(), BINARY);
    second =
        add(
            "clickhouse-writer",
            "not a trade:\u001b[31m x",
            Streams.TRADES.key(),
            bytes("{\"a\":1}"));
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void listsTheNewestFirstWithoutLettingAnythingSteerTheTerminal() {
    assertThat(run("list")).isZero();

    assertThat(out.toString())
        .doesNotContain("\u001b")
        .containsSubsequence(second, "clickhouse-writer", "\\u001b[31m x", first, "not JSON: oops")
        .contains("2 of 2 dead letters");
  }

  @Test
  void listsWhatTheFiltersChoose() {
    assertThat(run("list", "--stage", "trade-processor", "--json")).isZero();
    assertThat(out.toString().lines()).hasSize(1).first().asString().contains(first, "\"bytes\":5");

    assertThat(run("list", "--reason", "NOT A TRADE")).isZero();
    assertThat(out.toString()).contains(second).doesNotContain(first);

    assertThat(run("list", "--limit", "1")).isZero();
    assertThat(out.toString()).contains(second, "1 of 2").doesNotContain(first);

    assertThat(run("list", "--stage", "nobody")).isZero();
    assertThat(out.toString()).contains("none of 2 dead letters matches");
  }

  @Test
  void findsWhatItSeeksAmongManyPages() throws Exception {
    for (int i = 0; i < 1_100; i++) {
      add("writer", "r", Streams.TRADES.key(), bytes("x"));
    }
    assertThat(run("list", "--stage", "trade-processor")).isZero();
    assertThat(out.toString()).contains(first, "1 of 1102");
    assertThat(run("drop", "--all", "--yes", "--stage", "writer")).isZero();
    assertThat(out.toString()).contains("1100 dropped");
    assertThat(letters()).hasSize(2);
  }

  @Test
  void showsTheOriginalBytesAsHexOrAsText() {
    assertThat(run("show", first, second)).isZero();
    assertThat(out.toString())
        .contains("1b 5b 32 4a ff", "{\"a\":1}", "reason    not JSON: oops", "bytes     5")
        .doesNotContain("\u001b");

    assertThat(run("show", "--json", first)).isZero();
    assertThat(out.toString()).contains("\"raw_base64\":\"G1sySv8=\"");
  }

  @Test
  void replaysTheOriginalBytesOntoTheirStreamOnce() throws Exception {
    assertThat(run("replay", first)).isZero();
    assertThat(out.toString()).contains("1 replayed");
    assertThat(letters()).containsExactly(second);
    Entry replayed = entries(Streams.ORDER_EVENTS).getFirst();
    assertThat(replayed.payload()).isEqualTo(BINARY);
    assertThat(replayed.shapeFault()).isEmpty();

    assertThat(run("replay", first)).isEqualTo(1);
    assertThat(err.toString()).contains("no dead letter " + first);
    assertThat(entries(Streams.ORDER_EVENTS)).hasSize(1);
  }

  @Test
  void replaysAllInTheirOrderAndLeavesWhatWasInNoStream() throws Exception {
    String page = add("goldsky-ingester", "truncated", "goldsky", bytes("{"));
    add("trade-processor", "later", Streams.ORDER_EVENTS.key(), bytes("later"));

    assertThat(run("replay", "--all")).isZero();

    assertThat(out.toString()).contains("3 replayed");
    assertThat(err.toString()).contains(page + " was in no stream");
    assertThat(letters()).containsExactly(page);
    assertThat(entries(Streams.ORDER_EVENTS))
        .extracting(Entry::payload)
        .containsExactly(BINARY, bytes("later"));
    assertThat(run("replay", page)).isEqualTo(1);
  }

  @Test
  void dropsByIdAndAllOnlyWhenSure() throws Exception {
    assertThat(run("drop", first, "1-1")).isEqualTo(1);
    assertThat(out.toString()).contains("1 dropped");
    assertThat(err.toString()).contains("no dead letter 1-1");

    assertThat(run("drop", "--all")).isEqualTo(2);
    assertThat(letters()).containsExactly(second);
    assertThat(run("drop", "--all", "--yes")).isZero();
    assertThat(letters()).isEmpty();
    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains("no dead letters");
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("replay")).isEqualTo(2);
    assertThat(run("replay", "--all", first)).isEqualTo(2);
    assertThat(run("drop", "--stage", "x", first)).isEqualTo(2);
    assertThat(run("show")).isEqualTo(2);
    assertThat(run("show", "nonsense\u001b")).isEqualTo(2);
    assertThat(err.toString()).doesNotContain("\u001b");
    assertThat(run("list", "--limit", "0")).isEqualTo(2);
    assertThat(run("show", "--help-me")).isEqualTo(2);
  }

  private int run(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var line = new CommandLine(new DeadLettersCommand());
    ConfiguredCommand.addOptions(line);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    var all = new ArrayList<>(List.of(words));
    if (words.length > 0) {
      all.addAll(
          1,
          List.of("--redis-host", server.host(), "--redis-port", Integer.toString(server.port())));
    }
    return line.execute(all.toArray(new String[0]));
  }

  private String add(String stage, String reason, String stream, byte[] raw) throws Exception {
    var letter = new DeadLetter(stage, reason, stream, "5-0", 1_700_000_000_000L, "1", raw);
    return redis.run(
        "test",
        client ->
            new String(
                client.xadd(
                    bytes(Streams.DEAD_LETTERS.key()), letter.fields(), XAddParams.xAddParams()),
                UTF_8));
  }

  private List<String> letters() throws Exception {
    return entries(Streams.DEAD_LETTERS).stream().map(Entry::id).toList();
  }

  private List<Entry> entries(Streams stream) throws Exception {
    return new ConsumerGroup(redis, stream, "none", "none").range("-", "+", 10_000);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
