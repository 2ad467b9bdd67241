/** Fills as the exchange logged them, the trades derived from them, and exact amounts. */
@NullMarked
package io.polytape.common.trade;

import org.jspecify.annotations.NullMarked;
