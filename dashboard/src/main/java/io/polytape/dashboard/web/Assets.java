package io.polytape.dashboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of the page: a fixed list, read once, so that no path can name anything else. */
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final String[] FILES = {
    "index.html",
    "style.css",
    "live.css",
    "icon.svg",
    "app.js",
    "route.js",
    "poll.js",
    "socket.js",
    "dom.js",
    "format.js",
    "chart.js",
    "parts.js",
    "flow.js",
    "streams.js",
    "render.js",
    "live.js",
    "markets.js",
    "market.js",
    "ladder.js",
    "pricechart.js"
  };

  /** One file, and a tag that changes with its content. */
  record Asset(byte[] bytes, String type, String tag) {}

  private Assets() {}

  /** Every file by its path; the page itself is {@code /}. */
  static Map<String, Asset> all() {
    var assets = new LinkedHashMap<String, Asset>();
    for (String file : FILES) {
      String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
      byte[] bytes = read(file);
      assets.put(
          file.equals("index.html") ? "/" : "/" + file,
          new Asset(bytes, java.util.Objects.requireNonNull(type), tag(bytes)));
    }
    return assets;
  }

  private static byte[] read(String file) {
    try (InputStream in = Assets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + file + " is not in the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
