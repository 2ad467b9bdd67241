/**
 * The faults of the real sources by name, and which of them strikes a request, repeatably by seed.
 */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.fault;
