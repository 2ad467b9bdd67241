package io.polytape.writer;

import java.time.Instant;

/**
 * One row, ready to be sent.
 *
 * @param key the event's own id, unique in its table if that is keyed
 * @param eventTime when it happened, seconds since 1970
 * @param receivedAt when we read it from its source
 * @param bytes the row in RowBinary
 */
record Row(String key, long eventTime, Instant receivedAt, byte[] bytes) {}
