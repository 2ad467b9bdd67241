package io.polytape.launcher;

import io.polytape.common.config.ConfigException;
import io.polytape.common.worker.TransientException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a fault says to the person at the console, and the exit code that it becomes. */
final class Faults {
  private Faults() {}

  /** A wrong option or argument: one line, a suggestion, where help is. */
  static int usage(ParameterException fault, String[] arguments) {
    CommandLine line = fault.getCommandLine();
    var err = line.getErr();
    if (arguments.length == 0) {
      line.usage(err);
      return ExitCode.USAGE;
    }
    String name = line.getCommandSpec().qualifiedName();
    err.println(name + ": " + lowerFirst(String.valueOf(fault.getMessage())));
    if (fault instanceof UnmatchedArgumentException unmatched) {
      String near =
          nearest(unmatched.getUnmatched().getFirst(), unmatched.getSuggestions()).stream()
              .collect(Collectors.joining(" or "));
      if (!near.isEmpty()) {
        err.println("Did you mean " + near + "?");
      }
    }
    err.println("'" + name + " --help' shows what there is.");
    err.flush();
    return ExitCode.USAGE;
  }

  /** What escaped a command. */
  static int execution(Exception fault, CommandLine line, ParseResult parsed) {
    var err = line.getErr();
    String name = line.getCommandSpec().qualifiedName();
    int code =
        switch (fault) {
          case ConfigException e -> {
            err.println(name + ": " + e.getMessage());
            yield ExitCode.USAGE;
          }
          case TransientException e -> {
            err.println(name + ": " + e.getMessage());
            yield ExitCode.SOFTWARE;
          }
          default -> {
            String plain = plain(fault);
            if (plain == null) {
              LoggerFactory.getLogger(Faults.class)
                  .atError()
                  .setCause(fault)
                  .addKeyValue("command", name)
                  .log("command ended by a bug");
              plain = "ended by a bug: " + fault;
            }
            err.println(name + ": " + plain);
            yield ExitCode.SOFTWARE;
          }
        };
    err.flush();
    return code;
  }

  /** Words for what is not a bug though no command foresaw it. */
  private static @Nullable String plain(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "cannot listen: " + cause.getMessage();
      }
      if (cause instanceof UnresolvedAddressException) {
        return "a host name cannot be resolved";
      }
    }
    return null;
  }

  /** The names that take the fewest changed letters, at most two. */
  static List<String> nearest(String given, List<String> names) {
    int nearest = names.stream().mapToInt(name -> distance(given, name)).min().orElse(0);
    return names.stream().filter(name -> distance(given, name) == nearest).limit(2).toList();
  }

  private static int distance(String from, String to) {
    int[] row = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  private static String lowerFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
