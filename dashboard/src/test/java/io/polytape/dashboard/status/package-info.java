/** Tests of the dashboard against a real Redis and the real engine, and the pretended pipeline. */
@NullMarked
package io.polytape.dashboard.status;

import org.jspecify.annotations.NullMarked;
