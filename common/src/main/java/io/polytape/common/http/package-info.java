/** HTTP to a source: bounded answers, documented rate limits, Retry-After, circuit breaker. */
@NullMarked
package io.polytape.common.http;

import org.jspecify.annotations.NullMarked;
