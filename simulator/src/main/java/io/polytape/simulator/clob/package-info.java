/** The live side of the simulated venue as a whole: its settings, its pace and its ledger. */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.clob;
