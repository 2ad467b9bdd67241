/** Supervision of real processes. */
@NullMarked
package io.polytape.launcher.up;

import org.jspecify.annotations.NullMarked;
