package io.polytape.ingesters.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.RedisServer;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Watermark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class SetWatermarkIT {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void movesTheCursorFencesTheHolderAndForgetsRecentIds() throws Exception {
    try (var server = RedisServer.start();
        var redis = server.open()) {
      redis.run("test", client -> client.set(Keys.epoch("goldsky"), "4"));
      redis.run("test", client -> client.zadd(Keys.recent("goldsky"), 1, "id"));
      SetWatermark.move(redis, Source.GOLDSKY, "2026-01-31", NOW);
      assertThat(Watermark.read(redis, "goldsky").cursor()).isEqualTo("1769817600:");
      String epoch = redis.run("test", client -> client.get(Keys.epoch("goldsky")));
      assertThat(epoch).isEqualTo("5");
      boolean remembered = redis.run("test", client -> client.exists(Keys.recent("goldsky")));
      assertThat(remembered).isFalse();
    }
  }

  @Test
  void refusesWhatIsNoPosition() {
    assertThatThrownBy(() -> Source.GOLDSKY.fields("yesterday", NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Source.GAMMA.fields("2026-01-31", NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theProgramSetsAndShows() {
    try (var server = RedisServer.start()) {
      String port = Integer.toString(server.port());
      assertThat(run("set", "goldsky", "1700000000", "--redis-port", port))
          .startsWith("0 goldsky goes on after 2023-11-14T22:13:20Z");
      assertThat(run("show", "--redis-port", port))
          .startsWith("0 ")
          .contains("cursor 1700000000:")
          .contains("gamma    nothing published yet");
      assertThat(run("show", "--json", "--redis-port", port)).contains("\"source\" : \"goldsky\"");
      assertThat(run("set", "goldsky", "soon", "--redis-port", port)).startsWith("2 ");
      assertThat(run("set", "nobody", "1", "--redis-port", port)).startsWith("2 ");
    }
  }

  private static String run(String... arguments) {
    var out = new StringWriter();
    var line = new CommandLine(new WatermarksCommand());
    ConfiguredCommand.addOptions(line);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(new StringWriter()));
    return line.execute(arguments) + " " + out;
  }
}
