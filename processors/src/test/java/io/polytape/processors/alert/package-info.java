/** Tests of the alert engine, against a real Redis and real HTTP servers. */
@NullMarked
package io.polytape.processors.alert;

import org.jspecify.annotations.NullMarked;
