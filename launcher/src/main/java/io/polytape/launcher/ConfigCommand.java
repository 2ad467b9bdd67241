package io.polytape.launcher;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code polytape config}: every setting of every command, its value and where that came from. */
@Command(
    name = "config",
    description = {
      "Shows every setting with its value and where that came from; secrets are masked.",
      "Lists every fault and ends with 2 when there is one."
    },
    footer = {"", "Example: what would Redis be", "  polytape config | grep REDIS"})
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Option(names = "--markdown", description = "as the table of the manual: names, defaults, uses")
  private boolean markdown;

  /** A setting and the commands that have it. */
  private record Used(Setting<?> setting, Set<String> commands) {}

  @Override
  public Integer call() throws ConfigException {
    PrintWriter out = spec.commandLine().getOut();
    List<Used> all = all(spec.root().commandLine());
    if (markdown) {
      printMarkdown(out, all);
      return ExitCode.OK;
    }
    var config =
        Config.resolve(
            all.stream().<Setting<?>>map(Used::setting).toList(), Map.of(), System.getenv());
    if (json) {
      printJson(out, config);
    } else {
      for (Config.Line line : config.lines()) {
        out.printf(
            "%-32s %-40s %s%n",
            line.setting().variable(), line.shown(), line.origin().name().toLowerCase(Locale.ROOT));
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private static List<Used> all(CommandLine root) {
    var all = new LinkedHashMap<String, Used>();
    collect(root, all);
    return List.copyOf(all.values());
  }

  private static void collect(CommandLine line, Map<String, Used> all) {
    if (line.getCommand() instanceof ConfiguredCommand command) {
      for (Setting<?> setting : command.allSettings()) {
        all.computeIfAbsent(setting.variable(), _ -> new Used(setting, new LinkedHashSet<>()))
            .commands()
            .add(line.getCommandSpec().qualifiedName().replaceFirst("^polytape ", ""));
      }
    }
    new LinkedHashSet<>(line.getSubcommands().values()).forEach(sub -> collect(sub, all));
  }

  private static void printMarkdown(PrintWriter out, List<Used> all) {
    out.println("| variable | default | what it is | commands |");
    out.println("| -------- | ------- | ---------- | -------- |");
    for (Used used : all) {
      Setting<?> setting = used.setting();
      out.printf(
          "| `%s` | %s | %s | %s |%n",
          setting.variable(),
          setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`",
          setting.about().replace("|", "\\|"),
          String.join(", ", used.commands()));
    }
    out.flush();
  }

  private static void printJson(PrintWriter out, Config config) {
    var settings = new ArrayList<Map<String, Object>>();
    for (Config.Line line : config.lines()) {
      var each = new LinkedHashMap<String, Object>();
      each.put("variable", line.setting().variable());
      each.put("option", line.setting().option());
      each.put("value", line.shown());
      each.put("origin", line.origin().name().toLowerCase(Locale.ROOT));
      each.put("secret", line.setting().secret());
      each.put("about", line.setting().about());
      settings.add(each);
    }
    out.println(Json.of(settings));
  }
}
