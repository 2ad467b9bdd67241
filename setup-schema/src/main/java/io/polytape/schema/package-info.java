/**
 * Creates and migrates the ClickHouse tables. The statements lie in numbered files under {@code
 * schema/}; each is written so that running it again changes nothing, which is what makes two runs
 * at once harmless in an engine that has no locks.
 */
@NullMarked
package io.polytape.schema;

import org.jspecify.annotations.NullMarked;
