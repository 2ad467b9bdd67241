package io.polytape.simulator;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A client of the market channel that negotiates packing and counts bytes before and after it. */
final class PackedSocket implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final boolean agreed;
  private long read;

  PackedSocket(String url, List<String> tokens) throws IOException {
    URI uri = URI.create(url);
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    String request =
        """
        GET %s HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r
        \r
        """
            .formatted(uri.getPath());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readByte());
    }
    agreed = head.toString(StandardCharsets.US_ASCII).contains("permessage-deflate");
    send("{\"type\":\"market\",\"assets_ids\":[\"" + String.join("\",\"", tokens) + "\"]}");
  }

  boolean agreed() {
    return agreed;
  }

  /** Bytes on the wire so far. */
  long read() {
    return read;
  }

  /** Reads one message; gives how many bytes it is unpacked. */
  long next() throws IOException, DataFormatException {
    var inflater = new Inflater(true);
    byte[] out = new byte[1 << 16];
    long length = 0;
    boolean packed = false;
    boolean last;
    try {
      do {
        int first = in.readUnsignedByte();
        last = (first & 0x80) != 0;
        packed |= (first & 0x40) != 0;
        byte[] payload = new byte[length()];
        in.readFully(payload);
        read += payload.length;
        if (!packed) {
          length += payload.length;
          continue;
        }
        inflater.setInput(payload);
        for (int some = inflater.inflate(out); some > 0; some = inflater.inflate(out)) {
          length += some;
        }
      } while (!last);
    } finally {
      inflater.end();
    }
    return length;
  }

  private int length() throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> Math.toIntExact(in.readLong());
      default -> length;
    };
  }

  private void send(String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[body.length + 8];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | 126);
    frame[2] = (byte) (body.length >> 8);
    frame[3] = (byte) body.length;
    System.arraycopy(body, 0, frame, 8, body.length); // the mask is four zeros
    socket.getOutputStream().write(frame);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
