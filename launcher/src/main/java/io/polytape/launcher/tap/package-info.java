/** The command that shows what passes through a stream. */
@NullMarked
package io.polytape.launcher.tap;

import org.jspecify.annotations.NullMarked;
