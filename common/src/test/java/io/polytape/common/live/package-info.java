@NullMarked
package io.polytape.common.live;

import org.jspecify.annotations.NullMarked;
