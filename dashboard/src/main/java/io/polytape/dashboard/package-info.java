/** The dashboard command: watches the whole pipeline and serves one page and its API. */
@NullMarked
package io.polytape.dashboard;

import org.jspecify.annotations.NullMarked;
