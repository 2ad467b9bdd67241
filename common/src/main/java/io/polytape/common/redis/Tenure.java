package io.polytape.common.redis;

/**
 * The holding of a slot by a process, from one taking of its lease to the loss of it.
 *
 * @param slot name of the lease and of the consumer, {@code <group>-<number>}
 * @param epoch of the lease; grows each time the slot changes hands
 * @param holder the process, as the lease holds it
 */
public record Tenure(String slot, long epoch, String holder) {}
