/** The CLOB's market channel: connections, frames, and the live events that are made of them. */
@NullMarked
package io.polytape.ingesters.clob;

import org.jspecify.annotations.NullMarked;
