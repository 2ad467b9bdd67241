package io.polytape.embedded.http;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.eclipse.jetty.http.HttpFields;

/**
 * How an answer is compressed on its way out: ClickHouse's own blocks ({@code compress=1}), an HTTP
 * content coding ({@code enable_http_compression=1}), both, or neither.
 */
record OutputEncoding(boolean blocks, Coding coding) {
  /** An HTTP content coding that this server can write. */
  enum Coding {
    IDENTITY,
    GZIP,
    DEFLATE,
    LZ4,
    ZSTD
  }

  static final OutputEncoding PLAIN = new OutputEncoding(false, Coding.IDENTITY);

  static OutputEncoding of(QueryRequest request) {
    return new OutputEncoding(
        request.flag("compress"),
        request.flag("enable_http_compression")
            ? accepted(request.acceptEncoding())
            : Coding.IDENTITY);
  }

  private static Coding accepted(String acceptEncoding) {
    List<String> offered =
        Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(","))
            .filter(item -> !item.replace(" ", "").contains(";q=0,"))
            .filter(item -> !item.replace(" ", "").endsWith(";q=0"))
            .map(item -> item.split(";", 2)[0].trim())
            .toList();
    if (offered.contains("lz4")) {
      return Coding.LZ4;
    }
    if (offered.contains("gzip")) {
      return Coding.GZIP;
    }
    if (offered.contains("zstd")) {
      return Coding.ZSTD;
    }
    return offered.contains("deflate") ? Coding.DEFLATE : Coding.IDENTITY;
  }

  void describe(HttpFields.Mutable headers) {
    if (coding != Coding.IDENTITY) {
      headers.put("Content-Encoding", coding.name().toLowerCase(Locale.ROOT));
    }
  }

  OutputStream wrap(OutputStream out) throws IOException {
    OutputStream coded =
        switch (coding) {
          case IDENTITY -> out;
          case GZIP -> new GZIPOutputStream(out, 64 * 1024, true);
          case DEFLATE -> new DeflaterOutputStream(out, true);
          case LZ4 -> new LZ4FrameOutputStream(out);
          case ZSTD -> new ZstdOutputStream(out);
        };
    return blocks ? new BlockOutputStream(coded) : coded;
  }
}
