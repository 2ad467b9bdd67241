package io.polytape.processors.deadletters;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands on dead letters share. */
abstract class StoreCommand extends ConfiguredCommand {
  static final int NOTHING_MATCHED = 1;

  @Spec private CommandSpec spec;

  /** Does the work; the exit code. */
  abstract int run(DeadLetterStore store) throws TransientException;

  @Override
  protected final List<Setting<?>> settings() {
    return CommonSettings.REDIS;
  }

  @Override
  protected final boolean isWorker() {
    return false;
  }

  @Override
  protected final int run(Config config) throws TransientException {
    check();
    try (var redis = Redis.open(config)) {
      return run(new DeadLetterStore(redis));
    } finally {
      out().flush();
      err().flush();
    }
  }

  /** Refuses options that do not go together, before anything is touched. */
  void check() {}

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  final void checkIds(List<String> ids) {
    for (String id : ids) {
      if (!DeadLetterStore.isId(id)) {
        throw wrongUsage("Expected ids such as 1732147200000-0, was '" + Printable.line(id) + "'");
      }
    }
  }
}
