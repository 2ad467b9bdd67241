package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.CONDITION;
import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.LevelChange;
import io.polytape.common.live.MarketEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every level change that was heard is a row, whatever it did to the book. */
final class ChangesNotAppliedIT {
  private Tape tape;
  private long time;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
    time = tape.time();
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  @Test
  void changesFromBeforeTheFirstBookAreRows() throws Exception {
    tape.publish(
        tape.change(time - 2, "h1", "B0.49:3 A0.53:1", "0.49", "0.53"),
        tape.change(time - 1, "h2", "B0.48:4", "0.49", "0.53"),
        tape.book(time, "h3", "0.49:3", "0.52:7"),
        tape.change(time + 1, "h4", "B0.50:2", "0.5", "0.52"));

    tape.drain(tape.processor());

    assertThat(rows())
        .containsExactly("0.49:3 false", "0.53:1 false", "0.48:4 false", "0.5:2 true");
    assertThat(tape.changes().getFirst().sourceTime()).isEqualTo(time - 2);
    assertThat(tape.changes().getFirst().conditionId()).isEqualTo(CONDITION);
    assertThat(tape.bids(TOKEN)).containsExactly("0.49:3", "0.5:2");
    assertTimesNeverGoBack();
  }

  @Test
  void changesThatAreOlderThanTheBookAreRowsOfTheTimeOfTheBook() throws Exception {
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.change(time - 5_000, "h1", "B0.49:3", "0.49", "0.52"),
        tape.change(time + 9, "h2", "B0.47:1", "0.48", "0.52"),
        tape.change(time + 9, "h2", "B0.47:1", "0.48", "0.52"),
        tape.change(time + 4, "h3", "B0.46:1", "0.48", "0.52"));

    tape.drain(tape.processor());

    assertThat(rows())
        .containsExactly("0.49:3 false", "0.47:1 true", "0.47:1 true", "0.46:1 false");
    assertThat(tape.changes().getFirst().eventTime()).isEqualTo(Instant.ofEpochMilli(time));
    assertThat(tape.changes().getFirst().sourceTime()).isEqualTo(time - 5_000);
    assertTimesNeverGoBack();
  }

  @Test
  void levelsThatNoBookHoldsAreRowsBesideThoseThatWereApplied() throws Exception {
    tape.publish(
        new MarketEvent.Book(
            tape.header(TOKEN, time),
            Tape.levels("0.48:10"),
            Tape.levels("0.52:7"),
            "h0",
            new BigDecimal("0.01")),
        tape.change(time + 1, "h1", "B0.485:3 B0.47:2 B1.5:1 A0.53:-1 B0:4", "0.48", "0.52"));

    tape.drain(tape.processor());

    assertThat(rows())
        .containsExactly(
            "0.485:3 false", "0.47:2 true", "1.5:1 false", "0.53:-1 false", "0:4 false");
    assertTimesNeverGoBack();
  }

  @Test
  void changesThatComeAfterTheEndAreRowsAndBringNothingBack() throws Exception {
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.change(time + 50, "h1", "B0.47:1", "0.48", "0.52"),
        new MarketEvent.Resolved(tape.header(TOKEN, time + 60), TOKEN, "Yes"),
        tape.change(time + 55, "h2", "B0.46:1", "0.48", "0.52"));
    tape.drain(tape.processor());
    tape.publish(tape.change(time + 56, "h3", "B0.45:1", "0.48", "0.52"));

    tape.drain(tape.processor());

    assertThat(rows()).containsExactly("0.47:1 true", "0.46:1 false", "0.45:1 false");
    assertThat(tape.quote(TOKEN)).isEmpty();
    assertTimesNeverGoBack();
  }

  private List<String> rows() throws Exception {
    return tape.changes().stream()
        .map(change -> change.level().text() + " " + change.isApplied())
        .toList();
  }

  private void assertTimesNeverGoBack() throws Exception {
    assertThat(tape.changes()).extracting(LevelChange::eventTime).isSorted();
  }
}
