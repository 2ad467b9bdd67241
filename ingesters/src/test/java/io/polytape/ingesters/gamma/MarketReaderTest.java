package io.polytape.ingesters.gamma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.market.Market;
import io.polytape.common.stream.UndecodableException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarketReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static JsonNode json(String text) throws Exception {
    return GammaText.tree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static Market read(String fields) throws Exception {
    return new MarketReader(new EventIndex())
        .read(json("{'id':'7','question':'Q?','conditionId':'0xAB'" + fields + "}"), NOW);
  }

  @Test
  void readsListsInsideTextsAndRealLists() throws Exception {
    assertThat(read(",'outcomes':'[\\'Yes\\', \\'No\\']'").outcomes()).containsExactly("Yes", "No");
    assertThat(read(",'outcomes':['Yes','No']").outcomes()).containsExactly("Yes", "No");
    assertThat(read(",'outcomes':''").outcomes()).isEmpty();
    assertThat(read(",'clobTokenIds':'[\\'12\\',\\'34\\',\\'56\\']'").tokenIds()).hasSize(3);
  }

  @Test
  void readsNumbersExactlyWhateverTheirType() throws Exception {
    assertThat(read(",'volume':'123456789012345.678901'").volume())
        .isEqualByComparingTo("123456789012345.678901");
    assertThat(read(",'volumeNum':0.1").volume()).isEqualByComparingTo("0.1");
    assertThat(read("").volume()).isEqualTo(BigDecimal.ZERO);
    assertThat(read(",'volume':1.0")).isEqualTo(read(",'volume':'1'"));
    assertThatThrownBy(() -> read(",'volume':'1e999999999'"))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void readsEveryFormOfTime() throws Exception {
    assertThat(read(",'closedTime':'2026-07-24 00:00:16+00'").closedTime())
        .isEqualTo(Instant.parse("2026-07-24T00:00:16Z"));
    assertThat(read(",'createdAt':'2026-07-24T00:00:16.123456Z'").createdAt())
        .isEqualTo(Instant.parse("2026-07-24T00:00:16.123456Z"));
    assertThat(read(",'endDate':'2026-07-24T00:00:16Z'").endDate())
        .isEqualTo(Instant.parse("2026-07-24T00:00:16Z"));
    assertThat(read(",'endDate':'2026-07-24'").endDate())
        .isEqualTo(Instant.parse("2026-07-24T00:00:00Z"));
    assertThat(read(",'endDate':'soon'").endDate()).isNull();
  }

  @Test
  void missingIsNotFalse() throws Exception {
    assertThat(read("").negRisk()).isNull();
    assertThat(read(",'negRisk':false").negRisk()).isFalse();
  }

  @Test
  void takesPositionIdsForTheSecondProtocolOnly() throws Exception {
    String both = ",'clobTokenIds':'[\\'1\\']','positionIds':['2']";
    assertThat(read(both).tokenIds()).isEqualTo(List.of("1"));
    assertThat(read(both + ",'version':'v2'").tokenIds()).isEqualTo(List.of("2"));
  }

  @Test
  void aWinnerNeedsAFinalResult() throws Exception {
    String yes = ",'outcomes':['Yes','No'],'outcomePrices':['1','0']";
    assertThat(read(yes + ",'closed':true,'umaResolutionStatus':'resolved'").winningOutcome())
        .isEqualTo("Yes");
    assertThat(read(yes + ",'closed':true,'umaResolutionStatus':'proposed'").winningOutcome())
        .isEmpty();
    assertThat(read(yes).winningOutcome()).isEmpty();
    assertThat(
            read(",'outcomes':['Yes','No'],'outcomePrices':['0.5','0.5'],'closed':true")
                .winningOutcome())
        .isEmpty();
  }

  @Test
  void saysWhichRequiredFieldIsMissing() throws Exception {
    assertThat(MarketReader.missing(json("{'id':'1','question':'','conditionId':''}"))).isEmpty();
    assertThat(MarketReader.missing(json("{'id':'1','question':''}"))).isEqualTo("conditionId");
  }
}
