/** Fills from the order-book subgraph: a walk by (timestamp, id) that loses and doubles nothing. */
@NullMarked
package io.polytape.ingesters.goldsky;

import org.jspecify.annotations.NullMarked;
