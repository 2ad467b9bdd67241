/** The one program: every worker and tool as a command of {@code polytape}. */
@NullMarked
package io.polytape.launcher;

import org.jspecify.annotations.NullMarked;
