/**
 * The ClickHouse engine inside this process: a thin binding of the chDB shared library through the
 * Foreign Function & Memory API. Nothing here knows HTTP.
 */
@NullMarked
package io.polytape.embedded.clickhouse;

import org.jspecify.annotations.NullMarked;
