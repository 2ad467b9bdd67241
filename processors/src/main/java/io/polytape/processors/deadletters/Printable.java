package io.polytape.processors.deadletters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Foreign text and bytes as a terminal may show them: nothing in them can steer it. */
public final class Printable {
  private static final int BYTES_IN_A_ROW = 32;

  private Printable() {}

  /** On one line: control characters and what changes the direction of text stand as escapes. */
  public static String line(String foreign) {
    var out = new StringBuilder(foreign.length());
    foreign.codePoints().forEach(point -> append(out, point));
    return out.toString();
  }

  /** Bytes as text when they are UTF-8 without control characters, else as rows of hex. */
  static String bytes(byte[] raw) {
    return text(raw)
        .filter(text -> text.codePoints().allMatch(Printable::isHarmless))
        .orElseGet(() -> hex(raw));
  }

  private static Optional<String> text(byte[] raw) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String hex(byte[] raw) {
    var out = new StringBuilder();
    var format = HexFormat.ofDelimiter(" ");
    for (int from = 0; from < raw.length; from += BYTES_IN_A_ROW) {
      int to = Math.min(raw.length, from + BYTES_IN_A_ROW);
      out.append(from == 0 ? "" : "\n").append("%06x  ".formatted(from));
      out.append(format.formatHex(raw, from, to));
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int point) {
    if (isHarmless(point)) {
      out.appendCodePoint(point);
    } else {
      out.append(point < 0x10000 ? "\\u%04x".formatted(point) : "\\U%08x".formatted(point));
    }
  }

  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
