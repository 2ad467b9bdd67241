package io.polytape.embedded.http;

import com.github.luben.zstd.ZstdInputStream;
import io.polytape.embedded.clickhouse.EngineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request as one text: the URL's {@code query}, a line end, and the decompressed
 * body. Only its head is ever held in memory.
 */
final class RequestBody {
  private final byte[] head;
  private final InputStream rest;
  private final boolean whole;

  private RequestBody(byte[] head, InputStream rest, boolean whole) {
    this.head = head;
    this.rest = rest;
    this.whole = whole;
  }

  static RequestBody read(QueryRequest request, InputStream raw, int maxHead)
      throws IOException, EngineException {
    byte[] query = request.query().getBytes(StandardCharsets.UTF_8);
    @Nullable InputStream body = decompressed(request, raw);
    int separator = query.length == 0 ? 0 : 1;
    int room = Math.max(0, maxHead - query.length - separator);
    byte[] start = body == null ? new byte[0] : body.readNBytes(room);
    byte[] head = Arrays.copyOf(query, query.length + separator + start.length);
    if (separator > 0) {
      head[query.length] = '\n';
    }
    System.arraycopy(start, 0, head, query.length + separator, start.length);
    boolean whole = body == null || start.length < room;
    return new RequestBody(head, body == null ? InputStream.nullInputStream() : body, whole);
  }

  private static @Nullable InputStream decompressed(QueryRequest request, InputStream raw)
      throws IOException, EngineException {
    int first = raw.read();
    if (first < 0) {
      return null;
    }
    InputStream body =
        new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) first}), raw);
    InputStream plain =
        switch (request.contentEncoding().toLowerCase(Locale.ROOT)) {
          case "identity" -> body;
          case "gzip", "x-gzip" -> new GZIPInputStream(body, 64 * 1024);
          case "deflate" -> new InflaterInputStream(body);
          case "lz4" -> new LZ4FrameInputStream(body);
          case "zstd" -> new ZstdInputStream(body);
          default ->
              throw EngineException.of(
                  48,
                  "NOT_IMPLEMENTED",
                  "Unknown content encoding: "
                      + request.contentEncoding()
                      + "; gzip, deflate, lz4 and zstd are supported");
        };
    return request.flag("decompress") ? new BlockInputStream(plain) : plain;
  }

  byte[] head() {
    return head;
  }

  /** Whether the head is everything. */
  boolean whole() {
    return whole;
  }

  /** Everything from a byte of the head on. */
  InputStream from(int offset) {
    return new SequenceInputStream(
        new ByteArrayInputStream(head, offset, head.length - offset), rest);
  }
}
