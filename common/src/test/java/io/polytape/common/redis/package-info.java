/** Redis itself, judged and real. */
@NullMarked
package io.polytape.common.redis;

import org.jspecify.annotations.NullMarked;
