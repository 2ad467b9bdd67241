/** The connection to Redis, its scripts, and leases. */
@NullMarked
package io.polytape.common.redis;

import org.jspecify.annotations.NullMarked;
