package io.polytape.ingesters.watermark;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code polytape watermarks set}. */
@Command(
    name = "set",
    description = "Moves a source's position; a running ingester goes on from there at once.",
    footer = {
      "",
      "Examples:",
      "  polytape watermarks set goldsky earliest",
      "  polytape watermarks set goldsky 2026-01-31T12:00:00Z",
      "  polytape watermarks set gamma earliest"
    })
final class SetWatermark extends ConfiguredCommand {
  private static final Script SET = Script.beside(SetWatermark.class, "set-watermark.lua");

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "goldsky or gamma")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "CURSOR",
      description = "earliest; for goldsky also an ISO date or time, seconds or timestamp:id")
  private String cursor;

  @Override
  protected List<Setting<?>> settings() {
    return CommonSettings.REDIS;
  }

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected int run(Config config) throws Exception {
    Source source =
        Source.byLabel(name)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "SOURCE: expected one of "
                            + String.join(", ", Source.labels())
                            + ", was '"
                            + name
                            + "'"));
    PrintWriter out = spec.commandLine().getOut();
    try (var redis = Redis.open(config)) {
      move(redis, source, cursor, Instant.now());
      out.println(source.consequence(cursor));
      out.flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "CURSOR: " + e.getMessage(), e);
    }
  }

  /**
   * Moves it.
   *
   * @throws IllegalArgumentException when the text is no position of the source
   */
  static void move(Redis redis, Source source, String text, Instant now) throws TransientException {
    Map<String, String> fields = source.fields(text, now);
    var arguments = new ArrayList<byte[]>();
    arguments.add(Script.bytes(now.toEpochMilli()));
    fields.forEach(
        (field, value) -> {
          arguments.add(Script.bytes(field));
          arguments.add(Script.bytes(value));
        });
    Object ignored =
        SET.run(
            redis,
            "watermark",
            List.of(
                Script.bytes(Keys.watermark(source.label())),
                Script.bytes(Keys.recent(source.label())),
                Script.bytes(Keys.positions(source.label())),
                Script.bytes(Keys.epoch(source.label()))),
            arguments);
  }
}
