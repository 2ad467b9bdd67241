/** Tests of the embedded Redis. */
@NullMarked
package io.polytape.embedded.redis;

import org.jspecify.annotations.NullMarked;
