/** The connection to ClickHouse through its official clients. */
@NullMarked
package io.polytape.common.clickhouse;

import org.jspecify.annotations.NullMarked;
