/** Tests of the book processor. */
@org.jspecify.annotations.NullMarked
package io.polytape.processors.book;
