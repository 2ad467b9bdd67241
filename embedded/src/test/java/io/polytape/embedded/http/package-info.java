/** Tests of the HTTP interface. */
@NullMarked
package io.polytape.embedded.http;

import org.jspecify.annotations.NullMarked;
