package io.polytape.ingesters.clob;

import io.polytape.common.config.Setting;
import io.polytape.common.live.VenueSettings;
import java.time.Duration;
import java.util.List;

/** Settings of the websocket-ingester. */
final class ClobSettings {
  static final Setting<Integer> TOKENS_PER_CONNECTION =
      Setting.integer(
          "CLOB_TOKENS_PER_CONNECTION",
          200,
          1,
          500,
          "tokens that a connection carries; above 500 the venue sends no first books");
  static final Setting<Integer> REDUNDANCY =
      Setting.integer(
          "CLOB_REDUNDANCY",
          1,
          1,
          2,
          "connections that hear each token; 2 costs twice the traffic");
  static final Setting<Integer> MAX_FRAME =
      Setting.integer(
          "CLOB_MAX_FRAME",
          16 * 1024 * 1024,
          64 * 1024,
          256 * 1024 * 1024,
          "bytes of the largest frame that is read; the rest of a larger one is skipped");
  static final Setting<Duration> SILENCE =
      Setting.duration(
          "CLOB_SILENCE", "30s", "longest time without data before a connection is made anew");
  static final Setting<Duration> FIRST_BOOK =
      Setting.duration(
          "CLOB_FIRST_BOOK", "20s", "longest wait for the first book of a subscribed token");
  static final Setting<Integer> AUDIT_RATE =
      Setting.integer(
          "CLOB_AUDIT_RATE", 50, 0, 500, "tokens per second compared with REST; 0 for none");
  static final Setting<Integer> QUEUE =
      Setting.integer(
          "CLOB_QUEUE",
          100_000,
          1_000,
          10_000_000,
          "events that wait for Redis before book updates are conflated");

  static final List<Setting<?>> ALL =
      List.of(
          VenueSettings.WS_URL,
          VenueSettings.CLOB_URL,
          TOKENS_PER_CONNECTION,
          REDUNDANCY,
          MAX_FRAME,
          SILENCE,
          FIRST_BOOK,
          AUDIT_RATE,
          QUEUE);

  private ClobSettings() {}
}
