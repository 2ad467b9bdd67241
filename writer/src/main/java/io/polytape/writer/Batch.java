package io.polytape.writer;

import io.polytape.common.stream.Entry;
import io.polytape.common.stream.UndecodableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way into a table. It grows until it is settled; from then on its manifest and
 * its rows are fixed, so that every repetition of its insert is the same insert.
 */
final class Batch {
  private static final Comparator<Item> BY_ENTRY =
      Comparator.<Item>comparingLong(item -> part(item.entryId(), 0))
          .thenComparing(
              (a, b) -> Long.compareUnsigned(part(a.entryId(), 1), part(b.entryId(), 1)));

  private final Target target;
  private final Instant since;
  private final List<Item> items = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();
  private long bytes;
  private @Nullable Manifest manifest;

  private record Item(String entryId, Row row) {}

  /** An entry that can never become a row. */
  record Refused(Entry entry, String reason) {}

  Batch(Target target, Instant since) {
    this.target = target;
    this.since = since;
  }

  void add(Entry entry) {
    if (entry.isDeleted()) {
      lost.add(entry.id());
      return;
    }
    try {
      var fault = entry.shapeFault();
      if (fault.isPresent()) {
        refused.add(new Refused(entry, fault.get()));
        return;
      }
      Row row = target.format().decode(entry.payload());
      items.add(new Item(entry.id(), row));
      bytes += row.bytes().length;
    } catch (UndecodableException e) {
      refused.add(new Refused(entry, String.valueOf(e.getMessage())));
    }
  }

  /** Entries in it. */
  int size() {
    return items.size() + refused.size() + lost.size();
  }

  /** Bytes of its rows. */
  long bytes() {
    return bytes;
  }

  /** When its first entry was read. */
  Instant since() {
    return since;
  }

  List<Row> rows() {
    return items.stream().map(Item::row).toList();
  }

  List<Refused> refused() {
    return List.copyOf(refused);
  }

  /** Ids of entries that were pending but are no longer in the stream. */
  List<String> lost() {
    return List.copyOf(lost);
  }

  /** What is fixed, or null while it may still grow. */
  @Nullable Manifest manifest() {
    return manifest;
  }

  /** Fixes it: rows whose key the table holds, or that come twice, are acknowledged only. */
  Manifest settle(Set<String> existing) {
    items.sort(BY_ENTRY);
    var keys = new HashSet<>(existing);
    var needless = new ArrayList<String>();
    if (target.keyed()) {
      items.removeIf(
          item -> {
            boolean known = !keys.add(item.row().key());
            if (known) {
              needless.add(item.entryId());
            }
            return known;
          });
    }
    var settled = Manifest.of(target, items.stream().map(Item::entryId).toList(), needless);
    manifest = settled;
    return settled;
  }

  /** Fixes it as a manifest says that it was. */
  void settleAs(Manifest found) {
    items.sort(BY_ENTRY);
    manifest = found;
  }

  private static long part(String id, int index) {
    int dash = id.indexOf('-');
    return index == 0
        ? Long.parseLong(id.substring(0, dash))
        : Long.parseUnsignedLong(id.substring(dash + 1));
  }
}
