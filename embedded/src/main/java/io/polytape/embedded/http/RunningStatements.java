package io.polytape.embedded.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The tags of the statements that run now, so that a shutdown can stop them. */
final class RunningStatements {
  private final Set<String> tags = ConcurrentHashMap.newKeySet();

  /** A statement's entry, until it is closed. */
  interface Entry extends AutoCloseable {
    @Override
    void close();
  }

  Entry add(String tag) {
    tags.add(tag);
    return () -> tags.remove(tag);
  }

  Set<String> tags() {
    return Set.copyOf(tags);
  }
}
