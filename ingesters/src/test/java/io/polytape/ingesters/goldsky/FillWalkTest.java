package io.polytape.ingesters.goldsky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.longs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class FillWalkTest {
  private static FillRow row(long timestamp, int number) {
    return new FillRow.Damaged(
        "0x%08x_0x%04x".formatted(number * 2_654_435_761L & 0xffffffffL, number),
        timestamp,
        "",
        new byte[0]);
  }

  /** A history: how many fills each second has. */
  private static List<FillRow> history(List<Integer> seconds) {
    var rows = new ArrayList<FillRow>();
    for (int second = 0; second < seconds.size(); second++) {
      for (int i = 0; i < seconds.get(second); i++) {
        rows.add(row(1_000 + second, rows.size()));
      }
    }
    rows.sort(FillRow.ORDER);
    return rows;
  }

  /** A server that answers truthfully, or with nothing, or with less than asked for. */
  private record Server(List<FillRow> rows, int clamp, boolean unsortedTies, Random random) {
    FillPage answer(FillQuery query, int first) {
      var matching = new ArrayList<FillRow>();
      for (FillRow row : rows) {
        boolean matches =
            switch (query) {
              case FillQuery.FromTime(long timestamp) -> row.timestamp() >= timestamp;
              case FillQuery.WithinSecond within ->
                  row.timestamp() == within.timestamp()
                      && row.id().compareTo(within.idGreaterThan()) > 0;
            };
        if (matches) {
          matching.add(row);
        }
      }
      if (query instanceof FillQuery.WithinSecond) {
        matching.sort(Comparator.comparing(FillRow::id));
      } else if (unsortedTies) {
        Collections.shuffle(matching, new Random(5));
        matching.sort(Comparator.comparingLong(FillRow::timestamp));
      }
      int size = random.nextInt(5) == 0 ? 0 : Math.min(Math.min(first, clamp), matching.size());
      return new FillPage(query, matching.subList(0, size), List.of(), null);
    }
  }

  /** Walks until nothing new came for a while; returns what was published, in order. */
  private static List<FillRow> walk(Server server, int first) {
    var walk = new FillWalk(first);
    var published = new ArrayList<FillRow>();
    FillCursor cursor = FillCursor.before(0);
    FillQuery query = FillQuery.after(cursor);
    for (int quiet = 0; quiet < 40; ) {
      FillPage page = server.answer(query, first);
      assertThat(query.refusal(page.rows())).isEmpty();
      FillWalk.Step step = walk.step(cursor, page);
      assertThat(step.cursor()).isGreaterThanOrEqualTo(cursor);
      published.addAll(step.rows());
      quiet = step.rows().isEmpty() && !step.full() ? quiet + 1 : 0;
      cursor = step.cursor();
      query = step.next();
    }
    return published;
  }

  @Test
  void publishesEveryFillOnceAndInOrderWhateverThePages() {
    qt().withExamples(300)
        .forAll(
            lists().of(integers().between(0, 30)).ofSizeBetween(0, 25),
            integers().between(3, 40),
            longs().all())
        .checkAssert(
            (seconds, first, seed) -> {
              List<FillRow> history = history(seconds);
              var server = new Server(history, 1_000, false, new Random(seed));
              assertThat(walk(server, first)).isEqualTo(history);
            });
  }

  @Test
  void publishesEveryFillOnceFromAServerThatGivesFewerRowsThanAskedFor() {
    qt().withExamples(300)
        .forAll(
            lists().of(integers().between(0, 30)).ofSizeBetween(0, 25),
            integers().between(3, 20),
            longs().all())
        .checkAssert(
            (seconds, clamp, seed) -> {
              List<FillRow> history = history(seconds);
              var server = new Server(history, clamp, false, new Random(seed));
              assertThat(walk(server, 1_000)).isEqualTo(history);
            });
  }

  @Test
  void publishesEveryFillOnceFromAServerThatLeavesTiesUnsorted() {
    qt().withExamples(300)
        .forAll(
            lists().of(integers().between(0, 30)).ofSizeBetween(0, 25),
            integers().between(3, 40),
            longs().all())
        .checkAssert(
            (seconds, first, seed) -> {
              List<FillRow> history = history(seconds);
              var server = new Server(history, 1_000, true, new Random(seed));
              List<FillRow> published = walk(server, first);
              assertThat(published).hasSameSizeAs(history);
              assertThat(
                      new TreeSet<>(FillRow.ORDER) {
                        private static final long serialVersionUID = 1L;

                        {
                          addAll(published);
                        }
                      })
                  .hasSize(history.size());
            });
  }

  @Test
  void refusesAPageThatWasNotAskedFor() {
    var query = new FillQuery.FromTime(1_000);
    assertThat(query.refusal(List.of(row(999, 1)))).contains("not asked for");
    assertThat(query.refusal(List.of(row(1_001, 1), row(1_000, 2)))).contains("out of order");
    assertThat(query.refusal(List.of(row(1_001, 1), row(1_001, 1)))).contains("twice");
    var second = new FillQuery.WithinSecond(1_000, "0xb");
    assertThat(second.refusal(List.of(row(1_001, 1)))).contains("not asked for");
  }

  @Test
  void cursorSurvivesBeingWritten() {
    var cursor = new FillCursor(1_700_000_000, "0xab_0xcd");
    assertThat(FillCursor.parse(cursor.toString())).isEqualTo(cursor);
    assertThat(FillCursor.parse("17:")).isEqualTo(FillCursor.before(17));
  }
}
