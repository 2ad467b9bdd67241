/** Tests of the subgraph poller. */
@NullMarked
package io.polytape.ingesters.goldsky;

import org.jspecify.annotations.NullMarked;
