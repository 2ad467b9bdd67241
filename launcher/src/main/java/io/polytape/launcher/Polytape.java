package io.polytape.launcher;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.dashboard.DashboardCommand;
import io.polytape.embedded.EmbeddedClickHouseCommand;
import io.polytape.embedded.EmbeddedRedisCommand;
import io.polytape.ingesters.clob.WebsocketIngesterCommand;
import io.polytape.ingesters.discovery.DiscoverCommand;
import io.polytape.ingesters.gamma.PolymarketIngesterCommand;
import io.polytape.ingesters.goldsky.GoldskyIngesterCommand;
import io.polytape.ingesters.watermark.WatermarksCommand;
import io.polytape.launcher.check.CheckSetupCommand;
import io.polytape.launcher.status.DrainCommand;
import io.polytape.launcher.status.StatusCommand;
import io.polytape.launcher.tap.TapCommand;
import io.polytape.launcher.up.DownCommand;
import io.polytape.launcher.up.PidFile;
import io.polytape.launcher.up.UpCommand;
import io.polytape.processors.alert.AlertEngineCommand;
import io.polytape.processors.book.BookProcessorCommand;
import io.polytape.processors.deadletters.DeadLettersCommand;
import io.polytape.processors.trade.TradeProcessorCommand;
import io.polytape.schema.SetupSchemaCommand;
import io.polytape.simulator.SimulatorCommand;
import io.polytape.writer.WriterCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code polytape} program. */
@Command(
    name = "polytape",
    description = "The complete and provably correct record of Polymarket in your own ClickHouse.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DrainCommand.class,
      TapCommand.class,
      CheckSetupCommand.class,
      ConfigCommand.class,
      EmbeddedRedisCommand.class,
      EmbeddedClickHouseCommand.class,
      SetupSchemaCommand.class,
      SimulatorCommand.class,
      PolymarketIngesterCommand.class,
      GoldskyIngesterCommand.class,
      WebsocketIngesterCommand.class,
      WatermarksCommand.class,
      DiscoverCommand.class,
      TradeProcessorCommand.class,
      BookProcessorCommand.class,
      AlertEngineCommand.class,
      DeadLettersCommand.class,
      WriterCommand.class,
      DashboardCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    },
    footer = {
      "",
      "Every option is also an environment variable; 'polytape COMMAND --help' names both.",
      "Exit codes: 0 done, 1 failed, 2 wrong option or configuration.",
      "Example: the whole pipeline against a simulated venue",
      "  polytape up --demo"
    })
public final class Polytape {
  private Polytape() {}

  /** Runs one command. */
  public static void main(String[] arguments) {
    PidFile.writeOwn(System.getenv());
    System.exit(commandLine().execute(arguments));
  }

  /** The program with every command and option. */
  public static CommandLine commandLine() {
    var root = new CommandLine(new Polytape());
    ConfiguredCommand.addOptions(root);
    addHelp(root);
    root.setParameterExceptionHandler(Faults::usage);
    root.setExecutionExceptionHandler(Faults::execution);
    root.setUsageHelpAutoWidth(true);
    root.setUsageHelpLongOptionsMaxWidth(34);
    return root;
  }

  private static void addHelp(CommandLine line) {
    if (line.getCommandSpec().findOption("--help") == null) {
      line.getCommandSpec().mixinStandardHelpOptions(true);
    }
    line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    line.getSubcommands().values().stream().distinct().forEach(Polytape::addHelp);
  }
}
