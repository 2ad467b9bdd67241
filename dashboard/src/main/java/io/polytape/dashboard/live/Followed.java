package io.polytape.dashboard.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The markets that are followed, as they were a moment ago, and what people call their tokens. */
public record Followed(Instant at, List<LiveMarket> markets, Map<String, Label> labels) {
  public static final Followed NONE = new Followed(Instant.EPOCH, List.of(), Map.of());

  /** What people call a token. */
  public record Label(String question, String outcome) {
    static final Label NONE = new Label("", "");
  }

  public Followed {
    markets = List.copyOf(markets);
    labels = Map.copyOf(labels);
  }

  public boolean isFollowed(String tokenId) {
    return labels.containsKey(tokenId);
  }

  Label label(String tokenId) {
    return Objects.requireNonNullElse(labels.get(tokenId), Label.NONE);
  }
}
