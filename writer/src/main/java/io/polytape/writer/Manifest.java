package io.polytape.writer;

import static io.polytape.common.stream.JsonCodec.required;

import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What a batch is, written down before its insert, so that anybody can repeat that very insert.
 *
 * @param token what ClickHouse knows the insert by; made from the inserted ids, so that it can
 *     never name other rows
 * @param format {@link Target#FORMAT_VERSION} of whoever made it
 * @param inserted ids of the entries whose rows are inserted, ascending
 * @param acknowledged ids of entries that need no row: already in the table, or twice in the batch
 */
record Manifest(
    String stream,
    String table,
    String token,
    int format,
    List<String> inserted,
    List<String> acknowledged) {
  Manifest {
    inserted = List.copyOf(inserted);
    acknowledged = List.copyOf(acknowledged);
  }

  static Manifest of(Target target, List<String> inserted, List<String> acknowledged) {
    String stream = target.stream().key();
    String ids = EntryIds.shorten(inserted);
    return new Manifest(
        stream,
        target.table(),
        stream + ":" + sha256(ids) + ":" + Target.FORMAT_VERSION,
        Target.FORMAT_VERSION,
        inserted,
        acknowledged);
  }

  /** Every id that is done when the insert is. */
  List<String> all() {
    var all = new ArrayList<>(inserted);
    all.addAll(acknowledged);
    return all;
  }

  byte[] encode() {
    return JsonCodec.encode(
        json -> {
          json.writeStringField("stream", stream);
          json.writeStringField("table", table);
          json.writeStringField("token", token);
          json.writeNumberField("format", format);
          json.writeStringField("inserted", EntryIds.shorten(inserted));
          json.writeStringField("acknowledged", EntryIds.shorten(acknowledged));
        });
  }

  static Manifest decode(byte[] bytes) throws UndecodableException {
    Map<String, String> fields = JsonCodec.decodeFlat(bytes);
    return new Manifest(
        required(fields, "stream"),
        required(fields, "table"),
        required(fields, "token"),
        Integer.parseInt(required(fields, "format")),
        EntryIds.expand(required(fields, "inserted")),
        EntryIds.expand(required(fields, "acknowledged")));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
