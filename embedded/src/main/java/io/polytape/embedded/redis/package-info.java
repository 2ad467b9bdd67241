/** A Redis server as a child process, from an installed or an unpacked binary. */
@NullMarked
package io.polytape.embedded.redis;

import org.jspecify.annotations.NullMarked;
