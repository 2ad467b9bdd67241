package io.polytape.processors.book;

import io.polytape.common.redis.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Redis commands to be done in one step, in the form in which the commit script reads them. */
final class Commands {
  /** Lua passes at most some thousand values to one call. */
  private static final int MOST_ARGUMENTS = 1_000;

  private final List<byte[]> arguments = new ArrayList<>();
  private int count;

  void add(byte[]... command) {
    arguments.add(Script.bytes(command.length));
    arguments.addAll(List.of(command));
    count++;
  }

  void add(String... command) {
    var bytes = new byte[command.length][];
    for (int i = 0; i < command.length; i++) {
      bytes[i] = command[i].getBytes(StandardCharsets.UTF_8);
    }
    add(bytes);
  }

  /**
   * A command with any number of values; as several commands when they are too many for one.
   *
   * @param group values that belong together, such as 2 for score and member
   */
  void addMany(List<String> head, List<String> values, int group) {
    int most = MOST_ARGUMENTS / group * group;
    for (int from = 0; from < values.size(); from += most) {
      var command = new ArrayList<>(head);
      command.addAll(values.subList(from, Math.min(values.size(), from + most)));
      add(command.toArray(String[]::new));
    }
  }

  /** How many commands there are. */
  int count() {
    return count;
  }

  void writeTo(List<byte[]> target) {
    target.addAll(arguments);
  }
}
