package io.polytape.ingesters.clob;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Opens WebSockets to the venue, not all at once. */
final class Dialer implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final OkHttpClient client;
  private final Request request;
  private final String process;
  private final HeardQueue queue;
  private final InstantSource clock;
  private final Duration stagger;
  private Instant nextFree = Instant.MIN;
  private long dialled;

  /**
   * @param process name of this process, which begins the names of its connections
   * @param cap bytes of the largest frame
   */
  Dialer(
      URI url, String process, long cap, Duration stagger, HeardQueue queue, InstantSource clock) {
    var dispatcher = new Dispatcher();
    // A socket holds its call for as long as it lives.
    dispatcher.setMaxRequests(10_000);
    dispatcher.setMaxRequestsPerHost(10_000);
    this.client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectTimeout(CONNECT)
            .readTimeout(CONNECT)
            .writeTimeout(CONNECT)
            .followRedirects(false)
            .followSslRedirects(false)
            .addInterceptor(new FrameCap(cap))
            .build();
    // OkHttp knows no ws scheme in a URI's text; it means the same.
    this.request = new Request.Builder().url(url.toString()).build();
    this.process = process;
    this.queue = queue;
    this.clock = clock;
    this.stagger = stagger;
  }

  /** Whether it is this connection's turn; takes the turn. */
  synchronized boolean isTurn(Instant now) {
    if (now.isBefore(nextFree)) {
      return false;
    }
    nextFree = now.plus(stagger);
    return true;
  }

  /** Opens a connection that asks for tokens. */
  synchronized Link dial(ConnectionKey key, Collection<String> tokens) {
    dialled++;
    var link = new Link(process + "/" + key.text() + "#" + dialled, key, queue, clock);
    link.connect(client, request, tokens);
    return link;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
