/** Replies as plain values, and the way they go out on the wire, whole or broken. */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.http;
