package io.polytape.launcher.tap;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code polytape tap}: shows what passes through a stage of the pipeline. */
@Command(
    name = "tap",
    description = {
      "Shows what passes through a stage of the pipeline, a line for each event.",
      "Nobody notices: it reads without a consumer group. Ctrl-C ends it."
    },
    footer = {
      "",
      "Times are UTC. An event that is trimmed before it was read is not shown.",
      "Ends with 0 after --count events or when nobody reads its output, with 1 when",
      "Redis cannot be reached.",
      "",
      "Example: the quotes of one token, by the beginning of its id",
      "  polytape tap quotes --token 71321045679",
      "Example: the next hundred trades for a script",
      "  polytape tap live-trades --count 100 --json",
      "Example: why there were gaps lately",
      "  polytape tap gaps --from-start --type disconnect"
    })
public final class TapCommand extends ConfiguredCommand {
  private static final Duration WAIT = Duration.ofMillis(500);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "STREAM",
      completionCandidates = Stage.Words.class,
      description = "one of ${COMPLETION-CANDIDATES}")
  private String stream = "";

  @Option(
      names = "--token",
      paramLabel = "ID",
      description = "only of this token; the beginning of its id will do; may come several times")
  private List<String> tokens = new ArrayList<>();

  @Option(
      names = "--market",
      paramLabel = "CONDITION",
      description = "only of the market with this condition id")
  private @Nullable String market;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "only events of this type, reason of gaps, kind of alerts, side of trades, quality of"
              + " quotes, stage of dead letters")
  private @Nullable String type;

  @Option(names = "--from-start", description = "begin with the oldest entry that is there")
  private boolean fromStart;

  @Option(names = "--json", description = "one JSON object a line, the whole event")
  private boolean json;

  @Option(names = "--count", paramLabel = "N", description = "end after so many events")
  private long count = Long.MAX_VALUE;

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected List<Setting<?>> settings() {
    return CommonSettings.REDIS;
  }

  @Override
  protected int run(Config config) throws TransientException {
    Stage stage = stage();
    try (var redis = Redis.open(config)) {
      var tap = new Tap(redis, stage, fromStart);
      var out = spec.commandLine().getOut();
      long left = count;
      // checkError also flushes, and is true once nobody reads any more
      while (left > 0 && !out.checkError()) {
        for (Event event : tap.next(WAIT)) {
          if (left > 0 && isWanted(event)) {
            out.println(json ? event.asJson() : event.asLine());
            left--;
          }
        }
      }
      return ExitCode.OK;
    }
  }

  private Stage stage() {
    Stage stage =
        Stage.named(stream)
            .orElseThrow(() -> wrongUsage("Expected one of " + words() + ", was '" + stream + "'"));
    if (count < 1) {
      throw wrongUsage("Expected --count of at least 1, was " + count);
    }
    if (type != null && stage.typeField().isEmpty()) {
      throw wrongUsage("There are no types among " + stage.word() + ": leave out --type");
    }
    if (stage.tokenFields().isEmpty() && !(tokens.isEmpty() && market == null)) {
      throw wrongUsage("The " + stage.word() + " name no token: leave out --token and --market");
    }
    if (stage.equals(Stage.FILLS) && market != null) {
      throw wrongUsage("The fills name no market: use --token, or watch trades");
    }
    return stage;
  }

  private boolean isWanted(Event event) {
    return (tokens.isEmpty() || event.isOfToken(tokens))
        && (market == null || event.isOfMarket(market))
        && (type == null || event.isOfType(type));
  }

  private static String words() {
    return StreamSupport.stream(new Stage.Words().spliterator(), false)
        .collect(Collectors.joining(", "));
  }

  private ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
