/** Tests of the market poller. */
@NullMarked
package io.polytape.ingesters.gamma;

import org.jspecify.annotations.NullMarked;
