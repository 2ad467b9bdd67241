package io.polytape.ingesters.clob;

import org.jspecify.annotations.Nullable;

/** A 64-bit hash over the content of an element, field by field. */
final class ElementHash {
  private long one = 0xcbf29ce484222325L;
  private long other = 0x9e3779b97f4a7c15L;

  ElementHash add(@Nullable String text) {
    if (text != null) {
      for (int i = 0; i < text.length(); i++) {
        mix(text.charAt(i));
      }
    }
    // Between fields, so that none runs into the next.
    mix(0x1f);
    return this;
  }

  ElementHash add(long number) {
    mix((int) number);
    mix((int) (number >>> 32));
    return this;
  }

  private void mix(int value) {
    one = (one ^ value) * 0x100000001b3L;
    other = Long.rotateLeft(other ^ (value * 0xff51afd7ed558ccdL), 27) * 0xc4ceb9fe1a85ec53L;
  }

  /** Never 0, which means that there is none. */
  long value() {
    long mixed = one ^ Long.rotateLeft(other, 32) ^ (other >>> 29);
    return mixed == 0 ? 1 : mixed;
  }
}
