/** The order books of the simulated venue, and the generator that moves them. */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.clob.book;
