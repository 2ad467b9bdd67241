package io.polytape.simulator.clob.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault that struck.
 *
 * @param number counted from 1
 * @param fault its name
 * @param startedAt epoch milliseconds
 * @param endedAt the same as the start where it was over at once; null while it lasts
 * @param connection 0 where it struck none or all
 * @param tokens what has lost something by it, or may have
 * @param frames how many frames were lost, or struck
 * @param trades how many trades were in them
 */
public record Strike(
    long number,
    String fault,
    long startedAt,
    @Nullable Long endedAt,
    int connection,
    List<String> tokens,
    int frames,
    int trades,
    String detail) {}
