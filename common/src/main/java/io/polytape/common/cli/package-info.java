/** What every command of the program shares. */
@NullMarked
package io.polytape.common.cli;

import org.jspecify.annotations.NullMarked;
