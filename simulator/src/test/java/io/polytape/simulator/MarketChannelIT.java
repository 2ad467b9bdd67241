package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MarketChannelIT {
  private final Http http = new Http();
  private final Simulator simulator =
      Simulator.start(SimulatorConfig.small(7, Instant.now().minusSeconds(5)));

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aSubscriptionBringsOneArrayOfBooksAndThenTheirChanges() throws Exception {
    List<String> tokens = simulator.books().tokens();
    assertThat(tokens).hasSizeGreaterThan(40);
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens, Map.of());
      JsonNode books = Http.tree(client.await(frame -> frame.startsWith("[")));
      assertThat(books).hasSize(tokens.size());
      client.send("PING");
      client.await(frame -> frame.equals("PONG"));
      simulator.bookBurst(1_000, 20);
      JsonNode change = Http.tree(client.await(frame -> frame.contains("price_changes")));
      assertThat(change.get("price_changes")).hasSizeGreaterThan(1);
      client.await(frame -> frame.contains("last_trade_price") && frame.contains("transaction"));
      assertThat(simulator.books().tradeCount()).isGreaterThan(10);
      JsonNode trades = http.json(simulator.dataUrl() + "/trades?limit=5");
      assertThat(trades).hasSize(5);
      JsonNode book = http.json(simulator.clobUrl() + "/book?token_id=" + tokens.getFirst());
      assertThat(book.get("hash").asText())
          .isEqualTo(simulator.books().book(tokens.getFirst()).orElseThrow().hash());
    }
  }
}
