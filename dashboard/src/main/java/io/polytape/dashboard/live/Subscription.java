package io.polytape.dashboard.live;

import io.polytape.common.worker.TransientException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A viewer's place in the feed; closing it gives the place back. */
public final class Subscription implements AutoCloseable {
  private final Feed feed;
  private final Subscriber subscriber;
  private final @Nullable Backlog backlog;

  /** Takes what was missed. */
  public interface Taker {
    void take(LiveEvent event) throws IOException;

    void mayHaveMissed() throws IOException;
  }

  Subscription(Feed feed, Subscriber subscriber, @Nullable Backlog backlog) {
    this.feed = feed;
    this.subscriber = subscriber;
    this.backlog = backlog;
  }

  public Subscriber subscriber() {
    return subscriber;
  }

  /** Hands over what was missed; once, before anything is taken from the subscriber. */
  public void deliverBacklog(Taker taker) throws IOException, TransientException {
    if (backlog != null) {
      backlog.deliver(taker);
    }
  }

  @Override
  public void close() {
    feed.unsubscribe(subscriber);
  }
}
