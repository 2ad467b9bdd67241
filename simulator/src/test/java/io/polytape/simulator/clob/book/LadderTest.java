package io.polytape.simulator.clob.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LadderTest {
  private final Ladder ladder = new Ladder();

  private void set(int price, boolean bid, int size) {
    ladder.set(new Change(price, bid, size));
  }

  @Test
  void aLevelThatIsTakenOffMakesRoomForOneOfTheOtherSide() {
    set(400, true, 700);
    set(420, false, 53_400);
    set(450, false, 100);

    set(420, false, 0);
    set(420, true, 446_600);

    var bids = new TreeMap<Integer, Integer>();
    var asks = new TreeMap<Integer, Integer>();
    ladder.bids(bids::put);
    ladder.asks(asks::put);
    assertThat(bids).containsOnlyKeys(400, 420).containsEntry(420, 446_600);
    assertThat(asks).containsOnlyKeys(450);
    assertThat(ladder.bestBid()).isEqualTo(420);
    assertThat(ladder.bestAsk()).isEqualTo(450);
    assertThat(ladder.bids()).isEqualTo(2);
    assertThat(ladder.asks()).isEqualTo(1);

    set(420, true, 0);
    set(420, false, 30);
    assertThat(ladder.bestBid()).isEqualTo(400);
    assertThat(ladder.bestAsk()).isEqualTo(420);
    assertThat(ladder.bids()).isEqualTo(1);
    assertThat(ladder.asks()).isEqualTo(2);
  }
}
