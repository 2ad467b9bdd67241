package io.polytape.processors.alert;

import io.polytape.common.stream.Keys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An address that is told of every alert. Only its host is ever shown: paths and queries of such
 * addresses are often secrets themselves.
 */
record Webhook(URI url) {
  /** Alerts that wait for one address; beyond them the oldest make room. */
  static final int MOST_WAITING = 10_000;

  private static final HexFormat HEX = HexFormat.of();

  /** Names its queue without naming the address. */
  String id() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(url.toString().getBytes(StandardCharsets.UTF_8));
      return HEX.formatHex(digest, 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Redis list of what it has yet to be told. */
  String queue() {
    return Keys.webhookQueue(id());
  }

  /** The address as far as it may be shown. */
  String shown() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /**
   * What the receiver checks: HMAC-SHA256 of {@code timestamp.body} under the common secret, in
   * hex.
   *
   * @param timestamp seconds since 1970, as in its header; the receiver refuses old ones
   */
  static String signature(String secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return HEX.formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
