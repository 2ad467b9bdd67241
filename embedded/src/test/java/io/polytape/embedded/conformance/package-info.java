/**
 * The same assertions through the official clients and plain HTTP, against the embedded engine and,
 * where Docker runs, against a real ClickHouse server.
 */
@NullMarked
package io.polytape.embedded.conformance;

import org.jspecify.annotations.NullMarked;
