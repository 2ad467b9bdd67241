package io.polytape.common.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamEntryBinary;

/**
 * One element of a stream.
 *
 * @param id the {@code ms-seq} id that Redis gave it; says nothing about the event's own time
 * @param fields every field as it lies in the stream; empty when the entry was pending but is no
 *     longer in the stream
 */
public record Entry(String id, Map<String, byte[]> fields) {
  private static final byte[] NOTHING = {};

  /** The event as bytes; empty when the entry has none. */
  public byte[] payload() {
    return fields.getOrDefault(Streams.PAYLOAD, NOTHING);
  }

  /** Whether it was deleted while pending: lost, to be reported and fetched again. */
  public boolean isDeleted() {
    return fields.isEmpty();
  }

  /** What is wrong with its shape, if anything. */
  public Optional<String> shapeFault() {
    if (payload().length == 0) {
      return Optional.of("entry has no field '" + Streams.PAYLOAD + "'");
    }
    String version =
        new String(fields.getOrDefault(Streams.VERSION, NOTHING), StandardCharsets.UTF_8);
    if (!version.equals(Streams.CURRENT_VERSION)) {
      return Optional.of(
          "expected format version " + Streams.CURRENT_VERSION + ", was '" + version + "'");
    }
    return Optional.empty();
  }

  /** An entry of a reply. */
  public static Entry of(StreamEntryBinary entry) {
    var fields = new LinkedHashMap<String, byte[]>();
    Map<byte[], byte[]> raw = entry.getFields();
    if (raw != null) {
      raw.forEach((name, value) -> fields.put(new String(name, StandardCharsets.UTF_8), value));
    }
    return new Entry(entry.getID().toString(), fields);
  }

  /** Entries out of a reply of the shape {@code [[id, [field, value, ...]], ...]}. */
  public static List<Entry> decode(@Nullable Object reply) {
    if (reply == null) {
      return List.of();
    }
    var entries = new ArrayList<Entry>();
    for (Object each : (List<?>) reply) {
      if (each instanceof List<?> pair) {
        entries.add(one(pair));
      }
    }
    return entries;
  }

  private static Entry one(List<?> pair) {
    var id = new String((byte[]) pair.get(0), StandardCharsets.US_ASCII);
    var fields = new LinkedHashMap<String, byte[]>();
    if (pair.get(1) instanceof List<?> flat) {
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        fields.put(
            new String((byte[]) flat.get(i), StandardCharsets.UTF_8), (byte[]) flat.get(i + 1));
      }
    }
    return new Entry(id, fields);
  }
}
