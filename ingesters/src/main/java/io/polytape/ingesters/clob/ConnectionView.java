package io.polytape.ingesters.clob;

import io.polytape.common.stream.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the page shows it; a field of {@code clob:connections}.
 *
 * @param books how many of its tokens have had their first book
 * @param reason why the one before ended
 */
record ConnectionView(
    String shard,
    String state,
    int tokens,
    int books,
    @Nullable Instant connectedAt,
    @Nullable Instant lastFrameAt,
    @Nullable Instant lastDataAt,
    long reconnects,
    long frames,
    long bytes,
    String reason) {

  String json(Instant now) {
    byte[] json =
        JsonCodec.encode(
            out -> {
              out.writeStringField("shard", shard);
              out.writeStringField("state", state);
              out.writeNumberField("tokens", tokens);
              out.writeNumberField("books", books);
              out.writeNumberField("connected_at", millis(connectedAt));
              out.writeNumberField("last_frame_at", millis(lastFrameAt));
              out.writeNumberField("last_data_at", millis(lastDataAt));
              out.writeNumberField("reconnects", reconnects);
              out.writeNumberField("frames", frames);
              out.writeNumberField("bytes", bytes);
              out.writeStringField("reason", reason);
              out.writeNumberField("updated_at", now.toEpochMilli());
            });
    return new String(json, StandardCharsets.UTF_8);
  }

  private static long millis(@Nullable Instant time) {
    return time == null ? 0 : time.toEpochMilli();
  }
}
