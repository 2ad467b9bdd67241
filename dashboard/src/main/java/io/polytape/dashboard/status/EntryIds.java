package io.polytape.dashboard.status;

/** Arithmetic on the {@code ms-seq} ids of stream entries. */
final class EntryIds {
  private EntryIds() {}

  /** The milliseconds of an id. */
  static long millis(String id) {
    int dash = id.indexOf('-');
    return Long.parseLong(dash < 0 ? id : id.substring(0, dash));
  }

  /**
   * How many entries lie after an id, when the first {@code counted} of them end at {@code
   * countedTo} and the stream ends at {@code newest}: goes on at the pace of those that were
   * counted, and never above {@code most}.
   */
  static long extrapolate(String from, long counted, String countedTo, String newest, long most) {
    long span = Math.max(1, millis(countedTo) - millis(from));
    long rest = Math.max(0, millis(newest) - millis(countedTo));
    double estimate = counted + (double) counted * rest / span;
    return Math.clamp((long) estimate, Math.min(counted, most), most);
  }

  /**
   * How many entries of a stream a group has not got yet.
   *
   * @param counted entries after {@code delivered}, of which at most {@code cap} were counted
   */
  static long lag(
      String delivered,
      long counted,
      long cap,
      String countedTo,
      String first,
      String newest,
      long length) {
    if (counted < cap) {
      return counted;
    }
    // A group that starts before the first entry has everything before it.
    String from = !first.isEmpty() && millis(delivered) < millis(first) ? first : delivered;
    return extrapolate(from, counted, countedTo, newest, Math.max(counted, length));
  }
}
