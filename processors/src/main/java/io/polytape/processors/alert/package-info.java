/**
 * Watches the live record and says when something is out of the ordinary.
 *
 * <p>Quotes, live trades and gaps are read without a consumer group, so that a slow or absent
 * engine never keeps a stream from being trimmed. Detectors measure, {@link
 * io.polytape.processors.alert.Standings} decides with hysteresis and cooldown, and one script
 * publishes what came of it together with the positions, so that an alert is raised once however
 * often the process dies.
 */
@NullMarked
package io.polytape.processors.alert;

import org.jspecify.annotations.NullMarked;
