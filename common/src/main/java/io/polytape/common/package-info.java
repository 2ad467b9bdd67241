/** What every worker shares. */
@NullMarked
package io.polytape.common;

import org.jspecify.annotations.NullMarked;
