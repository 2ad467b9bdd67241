/**
 * The live part: the feed of events that is fanned out to viewers, the hot cache, the markets that
 * are followed, and what the page says of them.
 */
@NullMarked
package io.polytape.dashboard.live;

import org.jspecify.annotations.NullMarked;
