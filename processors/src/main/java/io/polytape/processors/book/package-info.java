/**
 * Order books from live events: keeps each token's book, judges how far it is to be trusted, writes
 * the hot cache and the rows of the live tables. One process works on a partition at a time.
 */
@NullMarked
package io.polytape.processors.book;

import org.jspecify.annotations.NullMarked;
