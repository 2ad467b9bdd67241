/** The set of worker processes on one host: started, watched, started again, stopped in order. */
@NullMarked
package io.polytape.launcher.up;

import org.jspecify.annotations.NullMarked;
