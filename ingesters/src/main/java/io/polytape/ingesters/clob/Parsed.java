package io.polytape.ingesters.clob;

import java.util.List;
import java.util.Set;

/**
 * A frame, read.
 *
 * @param elements in their order
 * @param unknownFields {@code type.field} of fields that we do not know
 * @param fault why the frame could not be read to its end; empty when it could
 */
record Parsed(List<Element> elements, Set<String> unknownFields, String fault) {
  Parsed {
    elements = List.copyOf(elements);
    unknownFields = Set.copyOf(unknownFields);
  }
}
