package io.polytape.processors.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class JumpTest {
  private static final String TOKEN = "1";
  private static final String OTHER = "2";
  private static final long AT = 1_763_700_000_000L;

  /** {@code levels} such as {@code "A 0.52 7 4"}: side, price, before, after. */
  private static Jump jump(String... levels) {
    return new Jump(AT - 10, AT, AT, "h", Arrays.stream(levels).map(JumpTest::difference).toList());
  }

  private static Jump.Difference difference(String text) {
    String[] parts = text.split(" ", -1);
    return new Jump.Difference(
        parts[0].equals("B") ? BookSide.BID : BookSide.ASK,
        new BigDecimal(parts[1]),
        new BigDecimal(parts[2]),
        new BigDecimal(parts[3]));
  }

  private static MarketTrades.Heard trade(
      String id, String token, @Nullable Side side, String price, String size, long at) {
    return new MarketTrades.Heard(
        id, token, side, new BigDecimal(price), new BigDecimal(size), at, at);
  }

  private static MarketTrades.Heard buy(String id, String price, String size) {
    return trade(id, TOKEN, Side.BUY, price, size, AT);
  }

  private static boolean isExplained(Jump jump, MarketTrades.Heard... trades) {
    return jump.explainedBy(TOKEN, List.of(trades)) != null;
  }

  @Test
  void sizesMustAddUpToTheLastUnit() {
    Jump jump = jump("A 0.52 7 0", "A 0.53 9 8.999999");
    assertThat(isExplained(jump, buy("a", "0.52", "7"), buy("b", "0.53", "0.000001"))).isTrue();
    assertThat(isExplained(jump, buy("a", "0.52", "7"))).isFalse();
    assertThat(isExplained(jump, buy("a", "0.52", "7"), buy("b", "0.53", "0.000002"))).isFalse();
  }

  @Test
  void namesTheTradesThatTookIt() {
    assertThat(
            jump("A 0.52 7 4")
                .explainedBy(TOKEN, List.of(buy("a", "0.52", "2"), buy("b", "0.52", "3"))))
        .containsExactly("b");
  }

  @Test
  void aBuyTakesAsksAndASellTakesBids() {
    assertThat(isExplained(jump("B 0.48 7 4"), buy("a", "0.48", "3"))).isFalse();
    assertThat(isExplained(jump("B 0.48 7 4"), trade("a", TOKEN, Side.SELL, "0.48", "3", AT)))
        .isTrue();
    assertThat(isExplained(jump("B 0.48 7 4"), trade("a", TOKEN, null, "0.48", "3", AT))).isTrue();
  }

  @Test
  void aTradeOfTheOtherOutcomeIsMirrored() {
    assertThat(isExplained(jump("B 0.48 7 4"), trade("a", OTHER, Side.BUY, "0.52", "3", AT)))
        .isTrue();
    assertThat(isExplained(jump("A 0.48 7 4"), trade("a", OTHER, Side.BUY, "0.52", "3", AT)))
        .isFalse();
    assertThat(isExplained(jump("B 0.48 7 4"), trade("a", OTHER, Side.BUY, "0.48", "3", AT)))
        .isFalse();
  }

  @Test
  void aTradeElsewhereOrAtAnotherTimeTookNothingHere() {
    assertThat(isExplained(jump("A 0.52 7 4"), buy("a", "0.60", "3"))).isFalse();
    assertThat(
            isExplained(jump("A 0.52 7 4"), trade("a", TOKEN, Side.BUY, "0.52", "3", AT - 5_000)))
        .isFalse();
  }

  @Test
  void nothingThatWasAddedIsExplainedByTrades() {
    assertThat(isExplained(jump("A 0.52 7 4", "A 0.54 0 1"), buy("a", "0.52", "3"))).isFalse();
    assertThat(isExplained(jump("A 0.52 7 4", "B 0.40 0 1"), buy("a", "0.52", "3"))).isFalse();
  }

  private static PriceChange change(long time, String hash, String level, BookSide side) {
    var header = new Header(TOKEN, "0xab", time, Instant.ofEpochMilli(AT), "ws-1", 1);
    return new PriceChange(
        header, List.of(new PriceChange.Change(side, Level.parse(level))), hash, null, null);
  }

  @Test
  void whatAChangeTellsNeedsNoTrade() {
    Jump jump = jump("A 0.52 7 0", "B 0.52 0 4");
    jump.tell(change(AT + 5, "h", "0.52:5", BookSide.BID));
    jump.tell(change(AT + 5, "h", "0.52:4", BookSide.ASK));
    assertThat(jump.untold()).hasSize(2);
    jump.tell(change(AT + 5, "h", "0.52:4", BookSide.BID));
    assertThat(isExplained(jump, buy("a", "0.52", "7"))).isTrue();
  }

  @Test
  void aChangeOfLaterTellsNothingUnlessItIsOfTheBatch() {
    Jump jump = jump("A 0.52 7 0");
    jump.tell(change(AT + 600, "other", "0.52:0", BookSide.ASK));
    jump.tell(change(0, "other", "0.52:0", BookSide.ASK));
    assertThat(jump.untold()).hasSize(1);
    jump.tell(change(AT + 40, "other", "0.52:0", BookSide.ASK));
    assertThat(jump.untold()).isEmpty();
    Jump again = jump("A 0.52 7 0");
    again.tell(change(AT + 600, "h", "0.52:0", BookSide.ASK));
    assertThat(again.untold()).isEmpty();
  }

  @Test
  void whatAChangeToldHidesNothingElse() {
    // 0.52 was lost; the trade was at 0.53, and the change told of that.
    Jump jump = jump("A 0.52 7 0", "A 0.53 9 2");
    jump.tell(change(AT + 5, "h", "0.53:2", BookSide.ASK));
    assertThat(isExplained(jump, buy("a", "0.53", "7"))).isFalse();
  }

  @Test
  void tradesOfTwoBatchesDoNotAddUp() {
    Jump jump = jump("A 0.52 7 0");
    assertThat(isExplained(jump, buy("a", "0.52", "3"), buy("b", "0.52", "4"))).isTrue();
    assertThat(
            isExplained(
                jump,
                trade("a", TOKEN, Side.BUY, "0.52", "3", AT - 300),
                trade("b", TOKEN, Side.BUY, "0.52", "4", AT)))
        .isFalse();
  }

  @Test
  void aLongSweepIsExplainedByAllOfItsTrades() {
    var trades = new ArrayList<MarketTrades.Heard>();
    for (int i = 0; i < 40; i++) {
      trades.add(buy("t" + i, "0.52", "1.5"));
    }
    assertThat(jump("A 0.52 61 1").explainedBy(TOKEN, trades)).hasSize(40);
  }

  @Test
  @Timeout(10)
  void tooManyTradesAtOnceAreNotGoneThrough() {
    var trades = new ArrayList<MarketTrades.Heard>();
    for (int i = 0; i < 200; i++) {
      trades.add(buy("t" + i, "0.52", "1.0" + i));
    }
    // Would take 2^200 tries.
    assertThat(jump("A 0.52 100 0.5").explainedBy(TOKEN, trades)).isNull();
  }

  @Test
  void aHashThatIsNoneDoesNotSpoilWhatIsKept() {
    var jump = new Jump(1, 2, 3, "a; B\n0.5 1", List.of(difference("A 0.52 7 0")));
    assertThat(Jump.parse(jump.text()).untold()).isEqualTo(jump.untold());
    assertThat(jump.text()).doesNotContain(";", "\n");
  }

  @Test
  void isTheSameWhenItIsReadAgain() {
    Jump jump = jump("A 0.52 7 0", "A 0.53 9 2", "B 0.4 0 0.000001");
    String before = jump.text();
    jump.tell(change(AT + 5, "h", "0.53:2", BookSide.ASK));
    assertThat(jump.text()).isNotEqualTo(before);
    Jump again = Jump.parse(jump.text());
    assertThat(again.text()).isEqualTo(jump.text());
    assertThat(again.untold()).isEqualTo(jump.untold());
    assertThat(List.of(again.from, again.heardAt)).containsExactly(jump.from, jump.heardAt);
  }
}
