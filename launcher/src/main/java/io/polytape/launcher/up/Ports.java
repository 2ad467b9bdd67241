package io.polytape.launcher.up;

import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.launcher.LauncherSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The ports that the set will listen on. */
final class Ports {
  private Ports() {}

  /** One line for each port that cannot be taken: which, and the setting that changes it. */
  static List<String> faults(Plan plan, Config config) {
    var faults = new ArrayList<String>();
    if (plan.has(Plan.REDIS)) {
      check("Redis", "127.0.0.1", CommonSettings.REDIS_PORT, config, faults);
    }
    if (plan.has(Plan.CLICKHOUSE)) {
      check("ClickHouse", "127.0.0.1", CommonSettings.CLICKHOUSE_PORT, config, faults);
    }
    if (plan.has(Plan.DASHBOARD)) {
      check(
          "the dashboard",
          config.get(LauncherSettings.DASHBOARD_HOST),
          LauncherSettings.DASHBOARD_PORT,
          config,
          faults);
    }
    if (plan.has(Plan.SIMULATOR)) {
      check(
          "the simulator",
          config.get(LauncherSettings.SIMULATOR_HOST),
          LauncherSettings.SIMULATOR_PORT,
          config,
          faults);
    }
    return faults;
  }

  private static void check(
      String what, String host, Setting<Integer> setting, Config config, List<String> faults) {
    int port = config.get(setting);
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      faults.add(
          "port %d on %s for %s is in use or not allowed; %s (%s) sets another"
              .formatted(port, host, what, setting.variable(), setting.option()));
    }
  }
}
