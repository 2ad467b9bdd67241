package io.polytape.dashboard.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Redis says of the live part, as it lies there.
 *
 * @param connections JSON by shard
 * @param events count by type
 * @param guards sums of the last minutes
 * @param errors JSON, newest first
 */
record LiveAnswer(
    Instant at,
    Map<String, String> connections,
    Map<String, String> events,
    Map<String, Long> guards,
    Map<String, String> discovery,
    long waitingRequests,
    List<@Nullable String> errors,
    long errorsLastHour) {}
