/**
 * The cache outside the repository: fetches the engine's library by package name once, checks its
 * integrity, and unpacks it so that a crash never leaves half a library behind.
 */
@NullMarked
package io.polytape.embedded.fetch;

import org.jspecify.annotations.NullMarked;
