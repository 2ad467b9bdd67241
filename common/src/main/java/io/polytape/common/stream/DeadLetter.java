package io.polytape.common.stream;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code stream:dead_letters} holds: something that can never be processed as it is, with its
 * original bytes.
 *
 * @param stage the worker that gave up on it
 * @param reason why, one sentence
 * @param stream the stream it came from, or the source's name when it never reached a stream
 * @param entryId its id there, or empty
 * @param at when, milliseconds since 1970
 * @param version the format version it carried, or empty
 * @param raw the original bytes
 */
public record DeadLetter(
    String stage,
    String reason,
    String stream,
    String entryId,
    long at,
    String version,
    byte[] raw) {

  /** The dead letter of an entry. */
  public static DeadLetter of(String stage, String reason, String stream, Entry entry, long at) {
    byte[] version = entry.fields().getOrDefault(Streams.VERSION, new byte[0]);
    return new DeadLetter(
        stage,
        reason,
        stream,
        entry.id(),
        at,
        new String(version, StandardCharsets.UTF_8),
        entry.payload());
  }

  /** Field names and values in {@code stream:dead_letters}, in this order. */
  public Map<byte[], byte[]> fields() {
    var fields = new LinkedHashMap<byte[], byte[]>();
    fields.put(bytes("stage"), bytes(stage));
    fields.put(bytes("reason"), bytes(reason));
    fields.put(bytes("stream"), bytes(stream));
    fields.put(bytes("entry_id"), bytes(entryId));
    fields.put(bytes("at"), bytes(Long.toString(at)));
    fields.put(bytes("v"), bytes(version));
    fields.put(bytes("raw"), raw);
    return fields;
  }

  /** The dead letter in an entry of {@code stream:dead_letters}. */
  public static DeadLetter decode(Entry entry) {
    Map<String, byte[]> fields = entry.fields();
    return new DeadLetter(
        text(fields, "stage"),
        text(fields, "reason"),
        text(fields, "stream"),
        text(fields, "entry_id"),
        text(fields, "at").isEmpty() ? 0 : Long.parseLong(text(fields, "at")),
        text(fields, "v"),
        fields.getOrDefault("raw", new byte[0]));
  }

  private static String text(Map<String, byte[]> fields, String name) {
    return new String(fields.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
