package io.polytape.simulator.clob.channel;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * Builds one JSON text. Whether a blank follows each comma is decided once a text, since the venue
 * does both.
 */
final class JsonText {
  private final StringBuilder out = new StringBuilder(2_048);
  private boolean spaced;
  private boolean first;

  JsonText begin(boolean spaced) {
    out.setLength(0);
    this.spaced = spaced;
    this.first = true;
    return this;
  }

  JsonText open(char bracket) {
    comma();
    out.append(bracket);
    first = true;
    return this;
  }

  JsonText close(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  private void comma() {
    if (!first) {
      out.append(spaced ? ", " : ",");
    }
    first = false;
  }

  /** A name; what is appended to the result next is its value. */
  StringBuilder name(String name) {
    comma();
    return out.append('"').append(name).append("\":");
  }

  JsonText name(String name, char bracket) {
    name(name).append(bracket);
    first = true;
    return this;
  }

  /** A value that needs no escapes. */
  JsonText plain(String name, String value) {
    name(name).append('"').append(value).append('"');
    return this;
  }

  JsonText plain(String name, long value) {
    name(name).append('"').append(value).append('"');
    return this;
  }

  JsonText escaped(String name, String value) {
    name(name).append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, out);
    out.append('"');
    return this;
  }

  JsonText raw(String name, String value) {
    name(name).append(value);
    return this;
  }

  JsonText element(String value) {
    comma();
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, out);
    out.append('"');
    return this;
  }

  StringBuilder text() {
    return out;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
