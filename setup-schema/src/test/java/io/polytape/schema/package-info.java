/** Tests of the migrations, against the real engine. */
@NullMarked
package io.polytape.schema;

import org.jspecify.annotations.NullMarked;
