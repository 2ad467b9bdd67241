package io.polytape.ingesters.clob;

import java.time.Instant;

/**
 * When a connection was asked for a token's book.
 *
 * @param times how often, as no book came
 */
record Asked(Instant at, int times) {}
