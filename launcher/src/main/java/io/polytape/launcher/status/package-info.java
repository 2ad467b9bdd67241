/** What the running set says of itself: heartbeats, streams and watermarks. */
@NullMarked
package io.polytape.launcher.status;

import org.jspecify.annotations.NullMarked;
