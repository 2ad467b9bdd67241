/** Shows and moves the position of a source by hand. */
@NullMarked
package io.polytape.ingesters.watermark;

import org.jspecify.annotations.NullMarked;
