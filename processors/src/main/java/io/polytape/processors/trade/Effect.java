package io.polytape.processors.trade;

import io.polytape.common.redis.Script;
import io.polytape.common.stream.DeadLetter;
import java.util.List;

/** What is to happen for one input entry, in the same atomic step that takes the entry away. */
sealed interface Effect {
  /** Id of the input entry. */
  String entryId();

  /**
   * Adds what the scripts read: the entry id, a letter for the kind, then the kind's own fields.
   */
  void writeTo(List<byte[]> arguments);

  /** Publishes a trade. */
  record Publish(String entryId, byte[] trade) implements Effect {
    @Override
    public void writeTo(List<byte[]> arguments) {
      arguments.add(Script.bytes(entryId));
      arguments.add(Script.bytes("T"));
      arguments.add(trade);
    }
  }

  /** Parks a fill, in its original bytes, until the token's market is known. */
  record Park(String entryId, String tokenId, byte[] fill) implements Effect {
    @Override
    public void writeTo(List<byte[]> arguments) {
      arguments.add(Script.bytes(entryId));
      arguments.add(Script.bytes("P"));
      arguments.add(Script.bytes(tokenId));
      arguments.add(fill);
    }
  }

  /** Sets the entry aside for good. */
  record Bury(String entryId, DeadLetter letter) implements Effect {
    @Override
    public void writeTo(List<byte[]> arguments) {
      arguments.add(Script.bytes(entryId));
      arguments.add(Script.bytes("D"));
      var fields = letter.fields();
      arguments.add(Script.bytes(2L * fields.size()));
      fields.forEach(
          (name, value) -> {
            arguments.add(name);
            arguments.add(value);
          });
    }
  }
}
