/** Tests of the writer, against a real Redis and the real engine. */
@NullMarked
package io.polytape.writer;

import org.jspecify.annotations.NullMarked;
