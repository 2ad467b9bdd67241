package io.polytape.launcher;

import io.polytape.common.config.Setting;
import io.polytape.dashboard.DashboardCommand;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of the launcher's own commands. */
public final class LauncherSettings {
  public static final Setting<Path> RUN_DIR =
      Setting.path("RUN_DIR", "run", "folder of process ids; one running set for each folder");
  public static final Setting<Boolean> DEMO =
      Setting.flag("POLYTAPE_DEMO", false, "whether to run the simulated venue too");
  public static final Setting<Duration> DRAIN_TIMEOUT =
      Setting.duration(
          "DRAIN_TIMEOUT", "15s", "longest wait at a stop until what was read is stored");
  public static final Setting<String> DASHBOARD_HOST = DashboardCommand.DASHBOARD_HOST;
  public static final Setting<Integer> DASHBOARD_PORT = DashboardCommand.DASHBOARD_PORT;
  public static final Setting<String> SIMULATOR_HOST =
      Setting.text("SIMULATOR_HOST", "127.0.0.1", "address that the simulator listens on");
  public static final Setting<Integer> SIMULATOR_PORT =
      Setting.port("SIMULATOR_PORT", 8090, "port of the simulator");

  private LauncherSettings() {}
}
