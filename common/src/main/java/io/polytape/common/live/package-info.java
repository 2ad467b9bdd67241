/**
 * Live market data between processes: what the venue's socket said, as typed events, and what the
 * book processor makes of it.
 */
@NullMarked
package io.polytape.common.live;

import org.jspecify.annotations.NullMarked;
