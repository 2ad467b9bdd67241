/** Tests of the commands on dead letters. */
@org.jspecify.annotations.NullMarked
package io.polytape.processors.deadletters;
