package io.polytape.dashboard.status;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rates of the last minutes for the small charts.
 *
 * @param stepSeconds time between two values
 * @param series events per second, oldest first, by stream, source or {@code table:name}; null
 *     where nothing was known
 */
public record History(int stepSeconds, Map<String, List<@Nullable Double>> series) {}
