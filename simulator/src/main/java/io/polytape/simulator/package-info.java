/**
 * Polymarket in a box: starts the seeded world and serves it as the venue's own interfaces do, with
 * faults on demand.
 */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator;
