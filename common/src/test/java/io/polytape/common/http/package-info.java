@NullMarked
package io.polytape.common.http;

import org.jspecify.annotations.NullMarked;
