package io.polytape.processors.book;

import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.live.VenueSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the book processor.
 *
 * @param batch most entries of one partition in one atomic step
 * @param snapshotInterval at most so often a token's whole book is published
 * @param auditAfter a book of which the venue has said nothing for so long is compared by REST
 */
record BookSettings(
    URI clobUrl, URI dataUrl, int batch, Duration snapshotInterval, Duration auditAfter) {
  static final Setting<Integer> BATCH =
      Setting.integer(
          "BOOK_BATCH", 500, 1, 5_000, "most events of one partition in one atomic step");
  static final Setting<Duration> SNAPSHOT_INTERVAL =
      Setting.duration(
          "BOOK_SNAPSHOT_INTERVAL", "60s", "a token's whole book is published so often at most");
  static final Setting<Duration> AUDIT_AFTER =
      Setting.duration(
          "BOOK_AUDIT_AFTER",
          "5m",
          "a book of which the venue said nothing for so long is compared by REST");

  static final List<Setting<?>> ALL =
      List.of(
          VenueSettings.CLOB_URL, VenueSettings.DATA_URL, BATCH, SNAPSHOT_INTERVAL, AUDIT_AFTER);

  static BookSettings of(Config config) {
    return new BookSettings(
        config.get(VenueSettings.CLOB_URL),
        config.get(VenueSettings.DATA_URL),
        config.get(BATCH),
        config.get(SNAPSHOT_INTERVAL),
        config.get(AUDIT_AFTER));
  }
}
