package io.polytape.ingesters.clob;

import java.io.IOException;
import java.net.ProtocolException;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;

/**
 * The bytes of a WebSocket, as RFC 6455 frames them, with every message that is longer than the cap
 * cut to its first part and ended there. The rest is read and dropped; the connection lives on. Of
 * a message in one frame the first 64 KiB remain, enough to see what it was about.
 */
final class CappedFrames implements Source {
  private static final int KEPT = 64 * 1024;
  private static final int FIN = 0x80;
  private static final int CONTROL = 0x08;
  private static final int CONTINUATION = 0x00;
  private static final int MASKED = 0x80;

  /** A frame so many times longer than the cap is not worth reading to its end. */
  private static final int HOPELESS = 64;

  private final BufferedSource source;
  private final long cap;

  /** Bytes of the current frame that pass, and then bytes of it that are dropped. */
  private long passing;

  private long dropping;

  /** Bytes of the current message that passed, and whether the rest of it is dropped. */
  private long messageBytes;

  private boolean isCut;

  CappedFrames(Source source, long cap) {
    this.source = source instanceof BufferedSource buffered ? buffered : Okio.buffer(source);
    this.cap = cap;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    while (passing == 0) {
      if (dropping > 0) {
        drop();
      } else if (!source.request(1)) {
        return -1;
      } else {
        long written = header(sink);
        if (written > 0) {
          return written;
        }
      }
    }
    long read = source.read(sink, Math.min(byteCount, passing));
    if (read > 0) {
      passing -= read;
    }
    return read;
  }

  private void drop() throws IOException {
    long part = Math.min(dropping, KEPT);
    source.skip(part);
    dropping -= part;
  }

  /** Reads a frame's header and writes the one that the reader is to see, if any. */
  private long header(Buffer sink) throws IOException {
    source.require(2);
    int first = source.getBuffer().getByte(0) & 0xff;
    int second = source.getBuffer().getByte(1) & 0xff;
    int shortLength = second & 0x7f;
    int lengthBytes = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
    source.require(2L + lengthBytes);
    long length = length(shortLength, lengthBytes);
    if (length < 0 || length / HOPELESS > cap) {
      throw new ProtocolException("a frame of " + Long.toUnsignedString(length) + " bytes");
    }
    boolean isControl = (first & CONTROL) != 0;
    boolean isEnd = (first & FIN) != 0;
    // A masked frame is a fault that the reader reports.
    if (isControl || (second & MASKED) != 0 || (!isCut && messageBytes + length <= cap)) {
      if (!isControl) {
        messageBytes = isEnd ? 0 : messageBytes + length;
      }
      passing = length;
      sink.write(source.getBuffer(), 2L + lengthBytes);
      return 2L + lengthBytes;
    }
    source.skip(2L + lengthBytes);
    boolean wasCut = isCut;
    long kept = wasCut || messageBytes > 0 ? 0 : Math.min(length, Math.min(KEPT, cap));
    int opcode = messageBytes > 0 ? CONTINUATION : first & 0x0f;
    isCut = !isEnd;
    messageBytes = 0;
    passing = kept;
    dropping = length - kept;
    return wasCut ? 0 : cutHeader(sink, opcode, kept);
  }

  /** The header of the last frame of a message that is cut here. */
  private static long cutHeader(Buffer sink, int opcode, long length) {
    sink.writeByte(FIN | opcode);
    if (length < 126) {
      sink.writeByte((int) length);
      return 2;
    }
    sink.writeByte(127);
    sink.writeLong(length);
    return 10;
  }

  private long length(int shortLength, int lengthBytes) {
    long length = lengthBytes == 0 ? shortLength : 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << 8) | (source.getBuffer().getByte(2L + i) & 0xff);
    }
    return length;
  }

  @Override
  public Timeout timeout() {
    return source.timeout();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
