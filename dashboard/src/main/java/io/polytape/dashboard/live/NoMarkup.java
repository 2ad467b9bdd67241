package io.polytape.dashboard.live;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import org.jspecify.annotations.Nullable;

/** Escapes characters that mean something in HTML, so that JSON never holds a tag. */
public final class NoMarkup extends CharacterEscapes {
  private static final long serialVersionUID = 1L;

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
    for (char each : new char[] {'<', '>', '&', '\''}) {
      codes[each] = CharacterEscapes.ESCAPE_STANDARD;
    }
    return codes;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    return null; // the standard escape
  }
}
