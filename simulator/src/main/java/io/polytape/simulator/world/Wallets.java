package io.polytape.simulator.world;

import java.nio.charset.StandardCharsets;

/** The addresses of everyone who trades. */
public final class Wallets {
  private final byte[][] addresses;

  Wallets(long seed, int count) {
    var hashes = new Hashes(seed, "wallet");
    addresses = new byte[count][];
    for (int wallet = 0; wallet < count; wallet++) {
      addresses[wallet] = hashes.address(wallet).getBytes(StandardCharsets.US_ASCII);
    }
  }

  public int count() {
    return addresses.length;
  }

  /** A wallet's lower-case address in ASCII; not to be written to. */
  public byte[] address(int wallet) {
    return addresses[wallet];
  }
}
