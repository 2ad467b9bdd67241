package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One side of a book. Remembers which levels the hot cache does not have yet, and what it has there
 * instead, so that a commit writes those alone.
 */
final class Ladder {
  /** What lies at a price, and how the venue's JSON of a whole book has it, with a comma after. */
  private record Total(BigDecimal size, byte[] json) {
    static Total of(Level level) {
      String json =
          "{\"price\":\""
              + level.price().toPlainString()
              + "\",\"size\":\""
              + level.size().toPlainString()
              + "\"},";
      return new Total(level.size(), json.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final NavigableMap<BigDecimal, Total> levels;

  /** Price to the size that the hot cache holds; zero when it holds none. */
  private final Map<BigDecimal, BigDecimal> stale = new HashMap<>();

  private boolean rewrite;

  Ladder(BookSide side) {
    levels = new TreeMap<>(side == BookSide.BID ? Comparator.reverseOrder() : null);
  }

  /** Takes what the hot cache holds. */
  void load(List<String> members) {
    for (String member : members) {
      Level level = Level.parse(member);
      levels.put(level.price(), Total.of(level));
    }
  }

  /** Sets a level's total; size 0 removes it. */
  void set(Level level) {
    Total before =
        level.size().signum() == 0
            ? levels.remove(level.price())
            : levels.put(level.price(), Total.of(level));
    stale.putIfAbsent(level.price(), before == null ? BigDecimal.ZERO : before.size());
  }

  /** Sets every level; those not named are removed. */
  void replace(List<Level> whole) {
    var gone = new HashSet<>(levels.keySet());
    for (Level level : whole) {
      gone.remove(level.price());
    }
    gone.forEach(price -> set(new Level(price, BigDecimal.ZERO)));
    whole.forEach(this::set);
  }

  /** Has the next commit write the whole side anew, whatever the hot cache holds. */
  void rewrite() {
    rewrite = true;
  }

  boolean has(BigDecimal price) {
    return levels.containsKey(price);
  }

  /** Whether it is exactly these levels. */
  boolean equalTo(List<Level> other) {
    var positive = other.stream().filter(level -> level.size().signum() > 0).toList();
    return positive.size() == levels.size()
        && positive.stream().allMatch(level -> isSame(size(level.price()), level.size()));
  }

  /** Whether a level is as a change says. */
  boolean holds(Level level) {
    BigDecimal size = size(level.price());
    return size == null ? level.size().signum() == 0 : isSame(size, level.size());
  }

  /** What another whole side has otherwise. */
  List<Jump.Difference> differences(BookSide side, List<Level> other) {
    var differences = new ArrayList<Jump.Difference>();
    var gone = new TreeMap<>(levels);
    for (Level level : other) {
      Total before = gone.remove(level.price());
      BigDecimal size = before == null ? BigDecimal.ZERO : before.size();
      if (!isSame(size, level.size())) {
        differences.add(new Jump.Difference(side, level.price(), size, level.size()));
      }
    }
    gone.forEach(
        (price, total) ->
            differences.add(new Jump.Difference(side, price, total.size(), BigDecimal.ZERO)));
    return differences;
  }

  @Nullable Level best() {
    var best = levels.firstEntry();
    return best == null ? null : new Level(best.getKey(), best.getValue().size());
  }

  /** Best first. */
  List<Level> levels() {
    var all = new ArrayList<Level>(levels.size());
    levels.forEach((price, total) -> all.add(new Level(price, total.size())));
    return all;
  }

  /** The sum of the sizes from the best price to {@code worst}. */
  BigDecimal depth(BigDecimal worst) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Total total : levels.headMap(worst, true).values()) {
      sum = sum.add(total.size());
    }
    return sum;
  }

  /** Adds the levels as the venue's JSON has them, worst first. */
  void digest(MessageDigest digest) {
    Total waiting = null;
    for (Total total : levels.descendingMap().values()) {
      if (waiting != null) {
        digest.update(waiting.json());
      }
      waiting = total;
    }
    if (waiting != null) {
      digest.update(waiting.json(), 0, waiting.json().length - 1);
    }
  }

  /** What the hot cache needs to hold the same; counts it as written. */
  void writeTo(Commands commands, String key) {
    var remove = new ArrayList<String>();
    var add = new ArrayList<String>();
    if (rewrite) {
      commands.add("DEL", key);
      levels.forEach((price, total) -> add(add, price, total.size()));
    } else {
      stale.forEach(
          (price, written) -> {
            BigDecimal size = size(price);
            if (!isSame(size, written)) {
              if (written.signum() != 0) {
                remove.add(new Level(price, written).text());
              }
              if (size != null) {
                add(add, price, size);
              }
            }
          });
    }
    commands.addMany(List.of("ZREM", key), remove, 1);
    commands.addMany(List.of("ZADD", key), add, 2);
    stale.clear();
    rewrite = false;
  }

  private @Nullable BigDecimal size(BigDecimal price) {
    Total total = levels.get(price);
    return total == null ? null : total.size();
  }

  private static boolean isSame(@Nullable BigDecimal size, BigDecimal other) {
    return size != null && size.compareTo(other) == 0;
  }

  private static void add(List<String> values, BigDecimal price, BigDecimal size) {
    values.add(price.toPlainString());
    values.add(new Level(price, size).text());
  }
}
