package io.polytape.processors.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polytape.common.live.Quote;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  @Test
  void measuresDepthWithinOnePercentOfTheMidAndItsImbalance() {
    var token = new TokenState("1");
    token.bids.replace(Tape.levels("0.499:30 0.496:10 0.495:5 0.494:1000"));
    token.asks.replace(Tape.levels("0.501:10 0.505:5 0.506:1000"));

    Quote quote = Metrics.quote(token);

    assertThat(quote.mid()).isEqualByComparingTo("0.5");
    assertThat(quote.spread()).isEqualByComparingTo("0.002");
    assertThat(quote.bidDepth()).isEqualByComparingTo("45");
    assertThat(quote.askDepth()).isEqualByComparingTo("15");
    assertThat(quote.imbalance()).isEqualByComparingTo("0.5");
  }

  @Test
  void anEmptySideLeavesNoMidAndNoImbalance() {
    var token = new TokenState("1");
    token.bids.replace(Tape.levels("0.99:30"));

    Quote quote = Metrics.quote(token);

    assertThat(quote.bestBid()).isNotNull();
    assertThat(quote.bestAsk()).isNull();
    assertThat(quote.mid()).isNull();
    assertThat(quote.spread()).isNull();
    assertThat(quote.imbalance()).isNull();
    assertThat(quote.bidDepth()).isZero();
  }

  @Test
  void volatilityNeedsTenSamplesAndOutlivesTheProcess() {
    var samples = new MidSamples();
    long minute = 60_000;
    boolean isUp = false;
    for (int i = 0; i <= 10; i++) {
      assertThat(samples.volatility()).isNull();
      boolean ignored = samples.passTo((1_000 + i) * minute, new BigDecimal(isUp ? "0.55" : "0.5"));
      isUp = !isUp;
    }
    double log = Math.log(1.1);
    // Nine returns, five up and four down or the other way round.
    double expected = Math.sqrt((9 * log * log - 9 * Math.pow(log / 9, 2)) / 8 * 1_440);
    assertThat(samples.volatility()).isCloseTo(expected, within(1e-9));

    var again = new MidSamples();
    again.load(samples.text());
    assertThat(again.volatility()).isEqualTo(samples.volatility());
    assertThat(again.text()).isEqualTo(samples.text());
  }
}
