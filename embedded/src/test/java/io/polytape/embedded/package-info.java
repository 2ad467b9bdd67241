/** The ClickHouse fixture for the integration tests of every module. */
@NullMarked
package io.polytape.embedded;

import org.jspecify.annotations.NullMarked;
