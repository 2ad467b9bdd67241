/**
 * Redis Streams: names, atomic publishing with a watermark, consumer groups, dead letters, safe
 * trimming.
 */
@NullMarked
package io.polytape.common.stream;

import org.jspecify.annotations.NullMarked;
