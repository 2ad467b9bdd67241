/**
 * The simulated venue itself: markets that open, trade, close and resolve, and the fills of each
 * block, all from one seed and one list of live controls, so that the same settings give the same
 * world again.
 */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.world;
