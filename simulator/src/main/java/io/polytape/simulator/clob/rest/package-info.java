/** The venue's REST interfaces for books and trades. */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.clob.rest;
