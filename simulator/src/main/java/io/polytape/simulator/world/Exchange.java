package io.polytape.simulator.world;

/** The first-generation exchange contracts; their addresses are the takers of taker-order legs. */
public enum Exchange {
  CTF("0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e"),
  NEG_RISK("0xc5d563a36ae78145c45a50134d48a1215220f80a");

  private final String address;

  Exchange(String address) {
    this.address = address;
  }

  /** Lower-case hex, as the subgraph and the logs have it. */
  public String address() {
    return address;
  }
}
