package io.polytape.processors.deadletters;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** A dead letter as one line of JSON. */
final class LetterJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LetterJson() {}

  /** All but the bytes. */
  static String brief(Letter letter) {
    return node(letter).toString();
  }

  /** With the bytes, in base64. */
  static String whole(Letter letter) {
    return node(letter).put("raw_base64", letter.content().raw()).toString();
  }

  private static ObjectNode node(Letter letter) {
    var content = letter.content();
    return JSON.createObjectNode()
        .put("id", letter.id())
        .put("at", Instant.ofEpochMilli(content.at()).toString())
        .put("stage", content.stage())
        .put("reason", content.reason())
        .put("stream", content.stream())
        .put("entry_id", content.entryId())
        .put("version", content.version())
        .put("bytes", content.raw().length);
  }
}
