/**
 * What is known about the pipeline at one moment: read from Redis and ClickHouse by threads of
 * their own, judged and put together once a second, whoever looks at it.
 */
@NullMarked
package io.polytape.dashboard.status;

import org.jspecify.annotations.NullMarked;
