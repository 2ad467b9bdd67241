/**
 * The trade processor: reads fills from their stream, joins each with its market and outcome, and
 * publishes it as a trade; parks fills whose market is not known yet and releases them when it is.
 */
@org.jspecify.annotations.NullMarked
package io.polytape.processors.trade;
