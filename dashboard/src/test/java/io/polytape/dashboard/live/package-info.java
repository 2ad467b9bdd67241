/** Tests of the live part's own arithmetic. */
@NullMarked
package io.polytape.dashboard.live;

import org.jspecify.annotations.NullMarked;
