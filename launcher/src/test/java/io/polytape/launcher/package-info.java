/** The program as a person meets it, and the rules of who may depend on whom. */
@NullMarked
package io.polytape.launcher;

import org.jspecify.annotations.NullMarked;
