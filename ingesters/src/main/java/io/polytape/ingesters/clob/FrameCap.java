package io.polytape.ingesters.clob;

import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okio.Sink;
import okio.Socket;
import okio.Source;

/**
 * Keeps giant and compressed frames away from OkHttp, which reads a message whole, however long it
 * is, and inflates it without limit. Messages are cut at the cap; compression is not offered, and
 * refused when a server uses it nevertheless.
 */
final class FrameCap implements Interceptor {
  private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

  private final long cap;

  FrameCap(long cap) {
    this.cap = cap;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response =
        chain.proceed(chain.request().newBuilder().removeHeader(EXTENSIONS).build());
    Socket socket = response.socket();
    if (response.code() != 101 || socket == null) {
      return response;
    }
    if (response.header(EXTENSIONS) != null) {
      socket.cancel();
      throw new ProtocolException("the server compresses although this was not offered");
    }
    return response.newBuilder().socket(new CappedSocket(socket, cap)).build();
  }

  private record CappedSocket(Socket socket, Source source) implements Socket {
    CappedSocket(Socket socket, long cap) {
      this(socket, new CappedFrames(socket.getSource(), cap));
    }

    @Override
    public Source getSource() {
      return source;
    }

    @Override
    public Sink getSink() {
      return socket.getSink();
    }

    @Override
    public void cancel() {
      socket.cancel();
    }
  }
}
