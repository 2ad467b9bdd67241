package io.polytape.common.redis;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * One running process, told apart from an earlier one with the same process id by its start time.
 *
 * @param host name of the machine or container
 * @param pid process id there
 * @param startedAt start of the process, milliseconds since 1970
 */
public record Instance(String host, long pid, long startedAt) {
  /** The system derives start times from its clock, so two readers may see them apart. */
  private static final long CLOCK_STEP_MILLIS = 5_000;

  /** This process. */
  public static Instance current() {
    var self = ProcessHandle.current();
    return new Instance(hostName(), self.pid(), startOf(self));
  }

  /** Short, stable while the process lives, and readable: {@code host-pid}. */
  public String name() {
    return host + "-" + pid;
  }

  /** The form in which leases hold it. */
  public String token() {
    return host + ":" + pid + ":" + startedAt;
  }

  /** Whether the holder of such a token ran on this machine and is surely gone. */
  public boolean isSurelyDead(String token) {
    String[] parts = token.split(":");
    if (parts.length < 3 || !parts[0].equals(host)) {
      return false;
    }
    try {
      long otherPid = Long.parseLong(parts[1]);
      long otherStart = Long.parseLong(parts[2]);
      return ProcessHandle.of(otherPid)
          .map(
              process ->
                  !process.isAlive() || Math.abs(startOf(process) - otherStart) > CLOCK_STEP_MILLIS)
          .orElse(true);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Whether the process of such a {@link #name} ran on this machine and is surely gone. */
  public boolean isSurelyGone(String name) {
    String mine = host + "-";
    try {
      return name.startsWith(mine)
          && ProcessHandle.of(Long.parseLong(name.substring(mine.length())))
              .filter(ProcessHandle::isAlive)
              .isEmpty();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace(':', '-');
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
