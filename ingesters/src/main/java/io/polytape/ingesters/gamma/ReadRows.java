package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Rows of a page.
 *
 * @param readAt when they were asked for: what is published of them later is no newer than that
 */
record ReadRows(List<JsonNode> rows, Instant readAt) {}
