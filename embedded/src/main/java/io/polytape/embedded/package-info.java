/**
 * The engines polytape runs on when the user has none: a Redis, and the ClickHouse engine behind
 * ClickHouse's own HTTP interface, each as a process of its own with its data on disk.
 */
@NullMarked
package io.polytape.embedded;

import org.jspecify.annotations.NullMarked;
