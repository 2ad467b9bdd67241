package io.polytape.simulator.subgraph;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of JSON text in UTF-8. Strings given as bytes are taken as they are: hex, digits
 * and known names.
 */
final class JsonBytes {
  private byte[] buffer;
  private int length;

  JsonBytes(int expected) {
    buffer = new byte[expected];
  }

  /** Makes room for more bytes; the buffer to write them into from {@link #length()} on. */
  byte[] room(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
    return buffer;
  }

  int length() {
    return length;
  }

  void advanceTo(int newLength) {
    length = newLength;
  }

  byte[] buffer() {
    return buffer;
  }

  void write(byte[] bytes) {
    System.arraycopy(bytes, 0, room(bytes.length), length, bytes.length);
    length += bytes.length;
  }

  void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  void write(char ascii) {
    room(1)[length++] = (byte) ascii;
  }

  /** Writes a number of at least 0 in decimal. */
  void writeNumber(long number) {
    byte[] target = room(20);
    int end = length + digits(number);
    long rest = number;
    for (int at = end - 1; at >= length; at--) {
      target[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length = end;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
