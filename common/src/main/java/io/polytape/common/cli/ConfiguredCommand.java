package io.polytape.common.cli;

import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.log.Logging;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A picocli command whose options are its {@link Setting}s, so that option, environment variable,
 * default, check and help come from one place. Subclasses carry picocli's own annotations for name,
 * description, examples (as footer) and positional parameters.
 */
public abstract class ConfiguredCommand implements Callable<Integer> {
  private final Map<String, String> given = new HashMap<>();

  /** The settings of this command, without {@link CommonSettings#PROCESS}. */
  protected abstract List<Setting<?>> settings();

  /** Whether it runs until it is stopped and so logs to a file of its own. */
  protected boolean isWorker() {
    return true;
  }

  /**
   * Does the work.
   *
   * @return the exit code
   * @throws ConfigException for a fault that only shows when values are seen together
   */
  protected abstract int run(Config config) throws Exception;

  @Override
  public final Integer call() throws Exception {
    var config = Config.resolve(allSettings(), given, System.getenv());
    if (isWorker()) {
      Logging.configure(name(), config);
    } else {
      Logging.quiet();
    }
    return run(config);
  }

  /** Every setting, those of the process last. */
  public final List<Setting<?>> allSettings() {
    var all = new ArrayList<>(settings());
    if (isWorker()) {
      all.addAll(CommonSettings.PROCESS);
    }
    return all;
  }

  private String name() {
    return getClass().getAnnotation(CommandLine.Command.class).name();
  }

  /** Gives the options to a command and all below it; called once on the root. */
  public static void addOptions(CommandLine root) {
    root.getSubcommands().values().stream().distinct().forEach(ConfiguredCommand::addOptions);
    if (root.getCommand() instanceof ConfiguredCommand command) {
      CommandSpec spec = root.getCommandSpec();
      for (Setting<?> setting : command.allSettings()) {
        spec.addOption(command.option(setting));
      }
    }
  }

  private OptionSpec option(Setting<?> setting) {
    String fallback = setting.fallback().isEmpty() ? "" : ", default " + setting.fallback();
    ISetter setter =
        new ISetter() {
          @Override
          public <T extends @Nullable Object> T set(T value) {
            if (value == null) {
              given.remove(setting.variable());
            } else {
              given.put(setting.variable(), value.toString());
            }
            return value;
          }
        };
    return OptionSpec.builder(setting.option())
        .paramLabel("VALUE")
        .arity("1")
        .type(String.class)
        // picocli expands ${...} and %n in descriptions; ours are plain text
        .description(
            (setting.about() + " (" + setting.variable() + fallback + ")").replace("%", "%%"))
        .setter(setter)
        .build();
  }
}
