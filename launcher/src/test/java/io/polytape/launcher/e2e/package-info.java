/**
 * The whole line as its users run it: the packaged program's processes, real engines, and the
 * simulator's ledger to compare the tables with, row by row.
 */
@NullMarked
package io.polytape.launcher.e2e;

import org.jspecify.annotations.NullMarked;
