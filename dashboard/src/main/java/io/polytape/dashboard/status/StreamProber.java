package io.polytape.dashboard.status;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.status.RedisAnswer.GroupProbe;
import io.polytape.dashboard.status.RedisAnswer.StreamProbe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at streams and their groups in one script each. Counts what is added by itself where the
 * server (before 7.0) does not, and lag always, for the server's own figure is wrong after deletes.
 */
final class StreamProber {
  private static final Script PROBE = Script.beside(StreamProber.class, "probe.lua");
  private static final int COUNT_CAP = 2_000;
  private static final int LAG_CAP = 1_000;

  private final Redis redis;
  private final Map<String, Counted> counted = new HashMap<>();

  private record Counted(String lastId, long total) {}

  StreamProber(Redis redis) {
    this.redis = redis;
  }

  StreamProbe probe(Streams stream) throws TransientException {
    Counted before = counted.get(stream.key());
    var reply =
        (List<?>)
            PROBE.run(
                redis,
                "probe",
                List.of(Script.bytes(stream.key()), Script.bytes(Keys.finished(stream.key()))),
                List.of(
                    Script.bytes(before == null ? "" : before.lastId()),
                    Script.bytes(COUNT_CAP),
                    Script.bytes(LAG_CAP)));
    if (reply.isEmpty()) {
      counted.remove(stream.key());
      return new StreamProbe(stream.key(), 0, stream.highMark(), 0, "", groups(stream, Map.of()));
    }
    long length = number(reply, 0);
    String newest = Script.text(reply.get(1));
    String first = Script.text(reply.get(2));
    long total = total(before, reply, newest);
    counted.put(stream.key(), new Counted(newest, total));

    var present = new HashMap<String, GroupProbe>();
    for (Object each : (List<?>) reply.get(6)) {
      GroupProbe group = group((List<?>) each, first, newest, length);
      present.put(group.name(), group);
    }
    return new StreamProbe(
        stream.key(), length, stream.highMark(), total, newest, groups(stream, present));
  }

  private static long total(
      @org.jspecify.annotations.Nullable Counted before, List<?> reply, String newest) {
    long added = number(reply, 3);
    if (added >= 0) {
      return added;
    }
    if (before == null) {
      return 0;
    }
    long since = number(reply, 4);
    String countedTo = Script.text(reply.get(5));
    return before.total()
        + (since < COUNT_CAP
            ? since
            : EntryIds.extrapolate(before.lastId(), since, countedTo, newest, Long.MAX_VALUE / 2));
  }

  private static GroupProbe group(List<?> raw, String first, String newest, long length) {
    long behind = number(raw, 5);
    return new GroupProbe(
        Script.text(raw.get(0)),
        true,
        number(raw, 1),
        number(raw, 2),
        Script.text(raw.get(4)),
        EntryIds.lag(
            Script.text(raw.get(3)),
            behind,
            LAG_CAP,
            Script.text(raw.get(6)),
            first,
            newest,
            length),
        behind < LAG_CAP,
        Script.text(raw.get(7)));
  }

  /** The groups that must be there first, then any other. */
  private static List<GroupProbe> groups(Streams stream, Map<String, GroupProbe> present) {
    var all = new ArrayList<GroupProbe>();
    for (String name : stream.groups()) {
      all.add(present.getOrDefault(name, new GroupProbe(name, false, 0, 0, "", 0, true, "")));
    }
    present.values().stream()
        .filter(group -> !stream.groups().contains(group.name()))
        .sorted(java.util.Comparator.comparing(GroupProbe::name))
        .forEach(all::add);
    return List.copyOf(all);
  }

  private static long number(List<?> reply, int index) {
    return (Long) reply.get(index);
  }
}
