package io.polytape.processors.book;

/** The id of a stream's entry, which can be compared. */
record EntryId(long millis, long sequence) implements Comparable<EntryId> {
  static final EntryId ZERO = new EntryId(0, 0);

  static EntryId parse(String text) {
    int dash = text.indexOf('-');
    return new EntryId(
        Long.parseLong(text.substring(0, dash)), Long.parseUnsignedLong(text.substring(dash + 1)));
  }

  @Override
  public int compareTo(EntryId other) {
    int byTime = Long.compare(millis, other.millis);
    return byTime != 0 ? byTime : Long.compareUnsigned(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return millis + "-" + Long.toUnsignedString(sequence);
  }
}
