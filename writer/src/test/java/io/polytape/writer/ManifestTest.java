package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManifestTest {
  @Test
  void idsComeBackFromTheirShortText() {
    var ids =
        List.of(
            "1700000000000-0",
            "1700000000000-1",
            "1700000000005-0",
            "1700000000005-18446744073709551615");
    assertThat(EntryIds.shorten(ids)).isEqualTo("1700000000000-0,1,+5-0,18446744073709551615");
    assertThat(EntryIds.expand(EntryIds.shorten(ids))).isEqualTo(ids);
    assertThat(EntryIds.expand("")).isEmpty();
  }

  @Test
  void anyAscendingIdsComeBack() {
    qt().forAll(lists().of(integers().between(0, 3)).ofSizeBetween(0, 200))
        .check(
            steps -> {
              var ids = new ArrayList<String>();
              long ms = 1_700_000_000_000L;
              int sequence = 0;
              for (int step : steps) {
                sequence = step == 0 ? sequence + 1 : 0;
                ms += step;
                ids.add(ms + "-" + sequence);
              }
              return EntryIds.expand(EntryIds.shorten(ids)).equals(ids);
            });
  }

  @Test
  void comesBackFromItsBytes() throws Exception {
    var manifest = Manifest.of(Target.TRADES, List.of("5-0", "5-1"), List.of("6-0"));

    assertThat(Manifest.decode(manifest.encode())).isEqualTo(manifest);
  }

  @Test
  void hasOneTokenForTheSameEntriesAndAnotherForAnyOther() {
    String token = Manifest.of(Target.TRADES, List.of("5-0", "5-1"), List.of()).token();

    assertThat(Manifest.of(Target.TRADES, List.of("5-0", "5-1"), List.of("9-0")).token())
        .isEqualTo(token);
    assertThat(Manifest.of(Target.TRADES, List.of("5-0"), List.of()).token()).isNotEqualTo(token);
    assertThat(Manifest.of(Target.ORDER_FILLED, List.of("5-0", "5-1"), List.of()).token())
        .isNotEqualTo(token);
  }
}
