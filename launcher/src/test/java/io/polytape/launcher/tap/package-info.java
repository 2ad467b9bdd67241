/** Tests of {@code polytape tap}, against a real Redis. */
@NullMarked
package io.polytape.launcher.tap;

import org.jspecify.annotations.NullMarked;
