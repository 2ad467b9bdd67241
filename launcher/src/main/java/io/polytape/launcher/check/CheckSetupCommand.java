package io.polytape.launcher.check;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.live.VenueSettings;
import io.polytape.common.redis.Redis;
import io.polytape.ingesters.gamma.PolymarketIngesterCommand;
import io.polytape.ingesters.goldsky.GoldskyIngesterCommand;
import io.polytape.launcher.Json;
import io.polytape.launcher.LauncherSettings;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code polytape check-setup}: whether this configuration can work. */
@Command(
    name = "check-setup",
    description = {
      "Looks at Redis, ClickHouse, the schema, the sources and the folders, and says what is wrong"
          + " and how to mend it.",
      "Changes nothing. Ends with 0 when all is well and with 1 when something is wrong."
    },
    footer = {"", "Example:", "  polytape check-setup", "  polytape check-setup --json"})
public final class CheckSetupCommand extends ConfiguredCommand {
  private static final Setting<?> GOLDSKY_URL = of(new GoldskyIngesterCommand(), "GOLDSKY_URL");
  private static final Setting<?> GAMMA_URL =
      of(new PolymarketIngesterCommand(), "POLYMARKET_GAMMA_URL");

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected List<Setting<?>> settings() {
    var all = new ArrayList<Setting<?>>(CommonSettings.REDIS);
    all.addAll(CommonSettings.CLICKHOUSE);
    all.addAll(
        List.of(
            GAMMA_URL,
            GOLDSKY_URL,
            VenueSettings.WS_URL,
            VenueSettings.CLOB_URL,
            VenueSettings.DATA_URL,
            CommonSettings.DATA_DIR,
            CommonSettings.LOG_DIR,
            LauncherSettings.RUN_DIR));
    return all;
  }

  @Override
  protected int run(Config config) throws InterruptedException {
    var findings = new ArrayList<Finding>();
    try (var redis = Redis.open(config)) {
      findings.addAll(Engines.redis(redis, !config.isGiven(CommonSettings.REDIS_HOST)));
    }
    findings.addAll(
        Engines.clickHouse(ClickHouse.of(config), !config.isGiven(CommonSettings.CLICKHOUSE_HOST)));
    var sources = new Sources();
    findings.add(sources.gamma(URI.create(config.get(GAMMA_URL).toString())));
    findings.add(sources.goldsky(URI.create(config.get(GOLDSKY_URL).toString()), Instant.now()));
    findings.add(sources.socket(config.get(VenueSettings.WS_URL)));
    findings.add(sources.clob(config.get(VenueSettings.CLOB_URL)));
    findings.add(sources.data(config.get(VenueSettings.DATA_URL)));
    findings.add(Folders.check(config, CommonSettings.DATA_DIR));
    findings.add(Folders.check(config, CommonSettings.LOG_DIR));
    findings.add(Folders.check(config, LauncherSettings.RUN_DIR));
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(findings));
    } else {
      findings.forEach(finding -> out.println(finding.line()));
    }
    out.flush();
    boolean fault = findings.stream().anyMatch(each -> each.verdict() == Finding.Verdict.FAULT);
    return fault ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /** A setting of another command, so that its default stands in one place. */
  private static Setting<?> of(ConfiguredCommand command, String variable) {
    return command.allSettings().stream()
        .filter(setting -> setting.variable().equals(variable))
        .findFirst()
        .orElseThrow();
  }
}
