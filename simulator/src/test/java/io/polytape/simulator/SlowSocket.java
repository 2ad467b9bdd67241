package io.polytape.simulator;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client of the market channel that subscribes and then reads nothing at all. */
final class SlowSocket implements AutoCloseable {
  private final Socket socket;
  private final String answer;

  SlowSocket(String url, List<String> tokens) throws IOException {
    URI uri = URI.create(url);
    socket = new Socket(uri.getHost(), uri.getPort());
    send(
        """
        GET %s HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        \r
        """
            .formatted(uri.getPath())
            .getBytes(StandardCharsets.US_ASCII));
    answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    String text = "{\"type\":\"market\",\"assets_ids\":[\"" + String.join("\",\"", tokens) + "\"]}";
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[body.length + 8];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | 126);
    frame[2] = (byte) (body.length >> 8);
    frame[3] = (byte) body.length;
    System.arraycopy(body, 0, frame, 8, body.length); // the mask is four zeros
    send(frame);
  }

  boolean open() {
    return answer.endsWith("101");
  }

  private void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
