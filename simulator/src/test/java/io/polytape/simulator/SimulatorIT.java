package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.ledger.LedgerFill;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SimulatorIT {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");

  private static final String FIELDS =
      "id transactionHash timestamp orderHash maker makerAssetId makerAmountFilled taker"
          + " takerAssetId takerAmountFilled fee";

  private static final String AFTER =
      """
      query Fills($time: BigInt!, $id: ID!) {
        orderFilledEvents(first: 1000, orderBy: timestamp, orderDirection: asc,
            where: {or: [{timestamp_gt: $time}, {timestamp: $time, id_gt: $id}]}) { %s }
      }
      """
          .formatted(FIELDS);

  private final Http http = new Http();

  @Test
  void pagingByTimeAndIdSeesEveryFillOfTheLedgerOnce() throws Exception {
    try (var simulator = Simulator.start(SimulatorConfig.small(7, ANCHOR), () -> ANCHOR)) {
      List<JsonNode> seen = new ArrayList<>();
      String time = "0";
      String id = "";
      while (true) {
        JsonNode page =
            http.query(simulator.goldskyUrl(), AFTER, Map.of("time", time, "id", id))
                .at("/data/orderFilledEvents");
        if (page.isEmpty()) {
          break;
        }
        page.forEach(seen::add);
        time = seen.getLast().get("timestamp").asText();
        id = seen.getLast().get("id").asText();
      }
      List<LedgerFill> expected = simulator.ledger().fills().toList();
      assertThat(expected).hasSize(5_000);
      assertThat(seen).hasSize(5_000);
      for (int i = 0; i < seen.size(); i++) {
        LedgerFill fill = expected.get(i);
        JsonNode row = seen.get(i);
        assertThat(row.get("id").asText()).isEqualTo(fill.eventId());
        assertThat(row.get("timestamp").asText()).isEqualTo(Long.toString(fill.timestamp()));
        assertThat(row.get("maker").asText()).isEqualTo(fill.maker());
        assertThat(row.get("taker").asText()).isEqualTo(fill.taker());
        assertThat(row.get("makerAssetId").asText()).isEqualTo(fill.makerAssetId());
        assertThat(row.get("takerAssetId").asText()).isEqualTo(fill.takerAssetId());
        assertThat(row.get("makerAmountFilled").asText())
            .isEqualTo(Long.toString(fill.makerAmountFilled()));
        assertThat(row.get("takerAmountFilled").asText())
            .isEqualTo(Long.toString(fill.takerAmountFilled()));
        assertThat(row.get("fee").asText()).isEqualTo(Long.toString(fill.fee()));
        assertThat(row.get("orderHash").asText()).isEqualTo(fill.orderHash());
        assertThat(row.get("transactionHash").asText()).isEqualTo(fill.transactionHash());
      }
    }
  }

  @Test
  void bothSweepsByKeysetSeeEveryListedMarketOnce() throws Exception {
    try (var simulator = Simulator.start(SimulatorConfig.small(7, ANCHOR), () -> ANCHOR)) {
      Set<String> ids = new LinkedHashSet<>();
      for (String closed : List.of("false", "true")) {
        String cursor = "";
        do {
          JsonNode page =
              http.json(
                  simulator.gammaUrl()
                      + "/markets/keyset?limit=17&closed="
                      + closed
                      + "&after_cursor="
                      + cursor);
          page.get("markets")
              .forEach(market -> assertThat(ids.add(market.get("id").asText())).isTrue());
          cursor = page.path("next_cursor").asText();
        } while (!cursor.isEmpty());
      }
      assertThat(ids).hasSize(120);
      assertThat(simulator.ledger().markets()).hasSize(120);
    }
  }
}
