/** The lease of a source while an ingester holds it. */
@NullMarked
package io.polytape.ingesters.lease;

import org.jspecify.annotations.NullMarked;
