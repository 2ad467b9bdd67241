/** Logging to the console and to rotated files, as text or JSON. */
@NullMarked
package io.polytape.common.log;

import org.jspecify.annotations.NullMarked;
