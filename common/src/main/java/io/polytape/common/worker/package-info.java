/** The one main loop of every process, how it waits, backs off, stops, and shows that it lives. */
@NullMarked
package io.polytape.common.worker;

import org.jspecify.annotations.NullMarked;
