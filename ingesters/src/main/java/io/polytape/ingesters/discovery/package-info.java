/** {@code polytape discover}: asks the market poller to look for markets to follow. */
@NullMarked
package io.polytape.ingesters.discovery;

import org.jspecify.annotations.NullMarked;
