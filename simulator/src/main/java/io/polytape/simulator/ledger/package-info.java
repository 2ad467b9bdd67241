/**
 * The ledger of truth: what a correct pipeline must hold, derived from the world and from nothing
 * of the pipeline's code.
 */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.ledger;
