/**
 * The Gamma REST interface of the venue, with its paging traps: clamped limits, ignored parameters,
 * the offset ceiling and JSON inside strings.
 */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.gamma;
