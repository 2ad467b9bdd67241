/** Markets, their outcomes, and the identifiers that fills refer to. */
@NullMarked
package io.polytape.common.market;

import org.jspecify.annotations.NullMarked;
