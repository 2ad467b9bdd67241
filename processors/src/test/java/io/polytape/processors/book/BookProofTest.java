package io.polytape.processors.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A book is proved by the venue's hash of it, and by no other. */
final class BookProofTest {
  private static final long TIME = 1_763_700_000_250L;
  private static final String BIDS = "0.01:1250 0.42:310.81 0.5:99.5";
  private static final String ASKS = "0.99:2000 0.54:81.07";

  /** Made by a program in another language, in the shape of recorded books. */
  private static final String HASH = "b398bd37b1dfb4014edb7accd2d68dcbbe1fc631";

  private final TokenState token = new TokenState(Tape.TOKEN);

  BookProofTest() {
    token.conditionId = Tape.CONDITION;
    token.tickSize = new BigDecimal("0.01");
    set(BIDS, ASKS);
  }

  private void set(String bids, String asks) {
    token.bids.replace(Tape.levels(bids));
    token.asks.replace(Tape.levels(asks));
  }

  private static BookProof.Claim claim(long time, String hash) {
    return new BookProof.Claim(time, hash, time, time);
  }

  private void learn(String hash) {
    token.proof.learn(token, TIME, hash, TIME);
  }

  @Test
  void findsTheTermsThatTheSocketDoesNotBring() {
    learn(HASH);

    assertThat(token.proof.isSure(TIME)).isTrue();
    assertThat(token.proof.text()).isEqualTo("5|false|0.530");
    assertThat(token.proof.isAsClaimed(token, claim(TIME, HASH))).isTrue();
  }

  @Test
  void everyLevelAndTheTimeAreUnderTheHash() {
    learn(HASH);

    assertThat(token.proof.isAsClaimedByAny(token, claim(TIME + 1, HASH))).isFalse();
    set(BIDS, "0.99:2001 0.54:81.07");
    assertThat(token.proof.isAsClaimedByAny(token, claim(TIME, HASH))).isFalse();
    set("0.02:1250 0.42:310.81 0.5:99.5", ASKS);
    assertThat(token.proof.isAsClaimedByAny(token, claim(TIME, HASH))).isFalse();
    set(BIDS, ASKS);
    assertThat(token.proof.isAsClaimedByAny(token, claim(TIME, HASH))).isTrue();
  }

  @Test
  void emptySidesAreBooksToo() throws Exception {
    set("", "");
    learn(VenueHash.of(TIME, "", "", ""));
    assertThat(token.proof.text()).isEqualTo("5|true|");

    set("0.3:1", "");
    String hash = VenueHash.of(TIME + 1, "0.3:1", "", "");
    assertThat(token.proof.isAsClaimed(token, claim(TIME + 1, hash))).isTrue();
  }

  @Test
  void aTradeThatOthersHeardIsFoundOnTheGrid() throws Exception {
    learn(VenueHash.of(TIME, BIDS, ASKS, "0.530"));
    String hash = VenueHash.of(TIME + 5, BIDS, ASKS, "0.007");

    assertThat(token.proof.isAsClaimed(token, claim(TIME + 5, hash))).isFalse();
    assertThat(token.proof.isAsClaimedByAny(token, claim(TIME + 5, hash))).isTrue();
    assertThat(token.proof.text()).isEqualTo("5|true|0.007");
    assertThat(token.proof.isAsClaimed(token, claim(TIME + 5, hash))).isTrue();
  }

  @Test
  void aTradeOfOurOwnNeedsNoSearch() throws Exception {
    learn(VenueHash.of(TIME, BIDS, ASKS, "0.530"));
    token.lastTradePrice = new BigDecimal("0.5");

    String hash = VenueHash.of(TIME + 5, BIDS, ASKS, "0.500");
    assertThat(token.proof.isAsClaimed(token, claim(TIME + 5, hash))).isTrue();
  }

  @Test
  void onAFinerGridTheLastTradeMayHaveThreeDecimalsOrFour() throws Exception {
    token.tickSize = new BigDecimal("0.0001");
    for (String last : List.of("0.530", "0.5301")) {
      learn(VenueHash.of(TIME, BIDS, ASKS, "0.0001", last));
      assertThat(token.proof.text()).isEqualTo("5|true|" + last);
    }
  }

  @Test
  void isNotSureBeforeAWholeBookFits() {
    assertThat(token.proof.isSure(TIME)).isFalse();
    learn("ab".repeat(20));
    assertThat(token.proof.isSure(TIME)).isFalse();
    learn("not a hash");
    assertThat(token.proof.isSure(TIME)).isFalse();
  }

  @Test
  void isNotSureAnyMoreWhenTheVenueMakesItsHashAnotherWay() {
    learn(HASH);
    token.proof.learn(token, TIME, "ab".repeat(20), TIME);

    assertThat(token.proof.isSure(TIME)).isFalse();
    assertThat(token.proof.text()).isEmpty();
  }

  private void misled(int times) {
    for (int time = 0; time < times; time++) {
      token.proof.doubt();
      token.proof.judge(true, TIME);
    }
  }

  @Test
  void threeDoubtsWithoutGroundKeepFurtherOnesAwayForALongerTimeEach() {
    learn(HASH);
    misled(2);
    assertThat(token.proof.isSure(TIME)).isTrue();
    misled(1);
    assertThat(token.proof.isSure(TIME + 59_999)).isFalse();
    assertThat(token.proof.isSure(TIME + 60_000)).isTrue();
    misled(1);
    assertThat(token.proof.isSure(TIME + 119_999)).isFalse();

    token.proof.doubt();
    token.proof.judge(false, TIME);
    assertThat(token.proof.isSure(TIME)).isTrue();
  }

  @Test
  void aChangeThatFitsEndsTheDistrust() {
    learn(HASH);
    misled(5);
    assertThat(token.proof.isSure(TIME)).isFalse();

    assertThat(token.proof.isAsClaimed(token, claim(TIME, HASH))).isTrue();
    assertThat(token.proof.isSure(TIME)).isTrue();
  }

  @Test
  void whatIsKeptIsEnoughToGoOn() throws Exception {
    learn(HASH);
    var other = new TokenState(Tape.TOKEN);
    other.conditionId = Tape.CONDITION;
    other.tickSize = token.tickSize;
    other.bids.replace(Tape.levels(BIDS));
    other.asks.replace(Tape.levels(ASKS));
    other.proof.load(token.proof.text());

    assertThat(other.proof.isAsClaimed(other, claim(TIME, HASH))).isTrue();
    other.proof.load("");
    assertThat(other.proof.isSure(TIME)).isFalse();
  }
}
