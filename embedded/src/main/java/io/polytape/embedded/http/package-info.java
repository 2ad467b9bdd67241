/**
 * ClickHouse's HTTP interface over the embedded engine: requests, statements, compression, errors
 * and result streaming, as the official clients, curl and SQL tools expect them.
 */
@NullMarked
package io.polytape.embedded.http;

import org.jspecify.annotations.NullMarked;
