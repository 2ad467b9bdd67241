/** The page, its API and its live stream over HTTP; every answer is made once per sample. */
@NullMarked
package io.polytape.dashboard.web;

import org.jspecify.annotations.NullMarked;
