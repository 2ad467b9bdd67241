package io.polytape.writer;

import java.time.Instant;

/**
 * One row, ready to be sent.
 *
 * @param key the event's own id, unique in its table
 * @param eventTime when it happened, seconds since 1970; the table's {@code timestamp}
 * @param receivedAt when we read it from its source
 * @param bytes the row in RowBinary
 */
record Row(String key, long eventTime, Instant receivedAt, byte[] bytes) {}
