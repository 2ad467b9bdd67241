/** Tests of the commands on watermarks. */
@NullMarked
package io.polytape.ingesters.watermark;

import org.jspecify.annotations.NullMarked;
