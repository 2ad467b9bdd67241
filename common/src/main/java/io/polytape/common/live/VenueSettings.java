package io.polytape.common.live;

import io.polytape.common.config.Setting;
import java.net.URI;

/** Where the venue's live interfaces are; without a slash at the end. */
public final class VenueSettings {
  public static final Setting<URI> WS_URL =
      Setting.webSocketUrl(
          "POLYMARKET_WS_URL",
          "wss://ws-subscriptions-clob.polymarket.com/ws/market",
          "the market channel of the CLOB");
  public static final Setting<URI> CLOB_URL =
      Setting.url("POLYMARKET_CLOB_URL", "https://clob.polymarket.com", "REST of the CLOB");
  public static final Setting<URI> DATA_URL =
      Setting.url(
          "POLYMARKET_DATA_URL", "https://data-api.polymarket.com", "the Data API, for trades");

  private VenueSettings() {}
}
