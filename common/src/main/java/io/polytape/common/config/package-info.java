/**
 * Settings by option, environment variable or default, checked as a whole before anything connects.
 */
@NullMarked
package io.polytape.common.config;

import org.jspecify.annotations.NullMarked;
