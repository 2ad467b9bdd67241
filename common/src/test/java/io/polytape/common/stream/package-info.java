/** Streams against a real Redis. */
@NullMarked
package io.polytape.common.stream;

import org.jspecify.annotations.NullMarked;
