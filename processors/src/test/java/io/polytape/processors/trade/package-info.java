/** Tests of the trade processor. */
@org.jspecify.annotations.NullMarked
package io.polytape.processors.trade;
