package io.polytape.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

final class PolytapeTest {
  /** What a command said and how it ended. */
  private record Said(int code, String out, String err) {}

  private static Said say(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = Polytape.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Said(line.execute(arguments), out.toString(), err.toString());
  }

  private static List<CommandLine> commands() {
    return leaves(Polytape.commandLine());
  }

  private static List<CommandLine> leaves(CommandLine line) {
    return line.getSubcommands().isEmpty()
        ? List.of(line)
        : line.getSubcommands().values().stream()
            .distinct()
            .flatMap(sub -> leaves(sub).stream())
            .toList();
  }

  @Test
  void everyCommandExplainsItself() {
    for (CommandLine command : commands()) {
      String help = command.getUsageMessage(Ansi.OFF);
      assertThat(help)
          .as(command.getCommandSpec().qualifiedName())
          .contains("Example")
          .contains("--help");
      if (command.getCommand() instanceof ConfiguredCommand configured) {
        String oneLine = help.replaceAll("\\s+", " ");
        for (Setting<?> setting : configured.allSettings()) {
          assertThat(oneLine).contains(setting.option() + "=").contains(setting.variable());
        }
      }
    }
  }

  @Test
  void aSettingHasOneDefaultInEveryCommand() {
    var defaults = new HashMap<String, String>();
    for (CommandLine command : commands()) {
      if (command.getCommand() instanceof ConfiguredCommand configured) {
        for (Setting<?> setting : configured.allSettings()) {
          String earlier = defaults.putIfAbsent(setting.variable(), setting.fallback());
          assertThat(earlier)
              .as(setting.variable() + " of " + command.getCommandName())
              .isIn(null, setting.fallback());
        }
      }
    }
  }

  @Test
  void aWrongOptionIsOnePlainErrorWithASuggestion() {
    var said = say("up", "--redis-prot", "1");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err())
        .contains("unknown option")
        .contains("--redis-prot")
        .contains("Did you mean --redis-port")
        .doesNotContain("Usage:");
    assertThat(said.err().lines()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aWrongCommandIsOnePlainErrorWithASuggestion() {
    var said = say("statsu");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("Did you mean status?");
  }

  @Test
  void nothingAtAllShowsWhatThereIs() {
    var said = say();

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("Usage: polytape").contains("check-setup");
  }

  @Test
  void everyFaultOfAConfigurationIsListedAtOnce() {
    var said = say("status", "--redis-port", "many", "--dashboard-port", "70000");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err())
        .contains("2 faults")
        .contains("REDIS_PORT (--redis-port): expected a whole number, was 'many'")
        .contains("DASHBOARD_PORT")
        .doesNotContain("Exception");
  }

  @Test
  void theManualsTableHasEverySetting() {
    var said = say("config", "--markdown");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("| `REDIS_HOST` | `127.0.0.1` |")
        .contains("`RUN_DIR`")
        .contains("`SIMULATOR_RATE`");
  }

  @Test
  void completionKnowsEveryCommand() {
    var said = say("completion");

    assertThat(said.code()).isZero();
    for (CommandLine command : commands()) {
      assertThat(said.out()).contains(command.getCommandName());
    }
  }

  @Test
  void suggestsTheNearestNames() {
    assertThat(Faults.nearest("--redis-hots", List.of("--redis-port", "--redis-host", "--demo")))
        .containsExactly("--redis-host");
    assertThat(Faults.nearest("x", List.of())).isEmpty();
  }
}
