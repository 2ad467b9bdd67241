package io.polytape.launcher.up;

import io.polytape.common.worker.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the children and stops them in their order. */
final class Supervisor {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final Commands commands;
  private final Path runDir;
  private final Path logDir;
  private final Duration grace;
  private final Map<Member, Child> children = new LinkedHashMap<>();

  /**
   * @param grace longest time that one may take to stop before it is killed
   */
  Supervisor(Commands commands, Path runDir, Path logDir, Duration grace) {
    this.commands = commands;
    this.runDir = runDir;
    this.logDir = logDir;
    this.grace = grace;
  }

  Child start(Member member) {
    var child =
        new Child(
            member.name(),
            commands.line(member.name()),
            commands.environment(),
            logDir.resolve(member.name() + ".out"),
            new PidFile(runDir, member.name()),
            Backoff.standard());
    children.put(member, child);
    child.start();
    return child;
  }

  List<Child> children() {
    return List.copyOf(children.values());
  }

  /**
   * Stops those of one role together.
   *
   * @return how many had to be killed
   */
  int stop(Member.Role role) throws InterruptedException {
    var stopping = new ArrayList<Child>();
    for (var entry : children.entrySet()) {
      if (entry.getKey().role() == role) {
        entry.getValue().requestStop();
        stopping.add(entry.getValue());
      }
    }
    int killed = 0;
    for (Child child : stopping) {
      if (!child.awaitStop(grace)) {
        killed++;
      }
    }
    if (!stopping.isEmpty()) {
      log.atInfo()
          .addKeyValue("processes", String.join(",", stopping.stream().map(Child::name).toList()))
          .log("processes stopped");
    }
    return killed;
  }
}
