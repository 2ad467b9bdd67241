/** Whether a configuration can work: each thing looked at, in plain words, with its remedy. */
@NullMarked
package io.polytape.launcher.check;

import org.jspecify.annotations.NullMarked;
