package io.polytape.processors.deadletters;

import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;

/**
 * A dead letter where it lies.
 *
 * @param id of its entry in {@code stream:dead_letters}
 */
record Letter(String id, DeadLetter content) {
  static Letter of(Entry entry) {
    return new Letter(entry.id(), DeadLetter.decode(entry));
  }
}
