package io.polytape.common.stream;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes one page of a source: its entries, the new watermark and the fencing check go to Redis
 * in one atomic step. So there is no moment at which entries are in the stream but the watermark is
 * behind, or the other way round, and a second poller with an older epoch publishes nothing.
 */
public final class PagePublisher {
  private static final Script PUBLISH = Script.beside(PagePublisher.class, "publish.lua");

  private final Redis redis;
  private final String source;
  private final Streams stream;

  public PagePublisher(Redis redis, String source, Streams stream) {
    this.redis = redis;
    this.source = source;
    this.stream = stream;
  }

  /**
   * An entry to publish.
   *
   * @param eventId the event's own id, unique for the source
   * @param eventTime when it happened, seconds since 1970
   * @param payload the encoded event
   */
  public record Item(String eventId, long eventTime, byte[] payload) {}

  /**
   * A page.
   *
   * @param expectedCursor the cursor that was read before the page was fetched; "" for none yet
   * @param nextCursor the cursor once the page is published
   * @param items in order; those whose id was published within the remembered time are left out
   * @param lagSeconds how far behind now the newest published event is, or -1 for unknown
   * @param remember whether ids of this page are remembered, so that it can be read again
   * @param forgetBefore event time before which remembered ids are forgotten, seconds
   */
  public record Page(
      String expectedCursor,
      String nextCursor,
      List<Item> items,
      long lagSeconds,
      boolean remember,
      long forgetBefore) {}

  /** How publishing ended. */
  public sealed interface Outcome {
    /** All of the page is in the stream and the watermark has moved. */
    record Published(int added) implements Outcome {}

    /**
     * A newer holder of the source exists: nothing was written, and this one must stop publishing.
     */
    record Fenced(String epoch) implements Outcome {}

    /** The watermark is not where it was read: nothing was written; read it again. */
    record Moved(String cursor) implements Outcome {}

    /**
     * The stream lost entries that the watermark counts as published: nothing was written; the
     * watermark has been put back to {@code cursor}, before the first entry that may be missing.
     */
    record Rewound(String cursor) implements Outcome {}
  }

  /** Publishes a page under an epoch of the lease named as the source. */
  public Outcome publish(long epoch, Page page, long nowMillis) throws TransientException {
    var arguments = new ArrayList<byte[]>(8 + 3 * page.items().size());
    arguments.add(Script.bytes(epoch));
    arguments.add(Script.bytes(page.expectedCursor()));
    arguments.add(Script.bytes(page.nextCursor()));
    arguments.add(Script.bytes(nowMillis));
    arguments.add(Script.bytes(page.lagSeconds()));
    arguments.add(Script.bytes(page.remember() ? 1 : 0));
    arguments.add(Script.bytes(page.forgetBefore()));
    for (Item item : page.items()) {
      arguments.add(Script.bytes(item.eventId()));
      arguments.add(Script.bytes(item.eventTime()));
      arguments.add(item.payload());
    }
    Object reply =
        PUBLISH.run(
            redis,
            "publish",
            List.of(
                Script.bytes(Keys.watermark(source)),
                Script.bytes(stream.key()),
                Script.bytes(Keys.recent(source)),
                Script.bytes(Keys.epoch(source)),
                Script.bytes(Keys.positions(source)),
                Script.bytes(Keys.finished(stream.key()))),
            arguments);
    List<?> parts = (List<?>) reply;
    String detail = Script.text(parts.get(1));
    return switch (Script.text(parts.get(0))) {
      case "PUBLISHED" -> new Outcome.Published(Integer.parseInt(detail));
      case "FENCED" -> new Outcome.Fenced(detail);
      case "MOVED" -> new Outcome.Moved(detail);
      case "REWOUND" -> new Outcome.Rewound(detail);
      default -> throw new IllegalStateException("unexpected reply " + parts);
    };
  }
}
