/** Markets from the Gamma REST interface: sweeps, changes, and what parked fills wait for. */
@NullMarked
package io.polytape.ingesters.gamma;

import org.jspecify.annotations.NullMarked;
