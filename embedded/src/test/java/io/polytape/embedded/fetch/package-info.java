/** Tests of the cache. */
@NullMarked
package io.polytape.embedded.fetch;

import org.jspecify.annotations.NullMarked;
