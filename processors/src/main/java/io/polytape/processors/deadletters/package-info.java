/** The commands that list, show, replay and drop what could not be processed. */
@org.jspecify.annotations.NullMarked
package io.polytape.processors.deadletters;
