package io.polytape.embedded.conformance;

/** A ClickHouse to hold the tests against. */
record Target(String name, String url, String user, String password) {
  @Override
  public String toString() {
    return name;
  }
}
