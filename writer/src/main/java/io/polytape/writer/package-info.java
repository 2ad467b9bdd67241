/**
 * Drains the streams into ClickHouse: every entry once, whatever dies in between.
 *
 * <p>A batch goes through four steps: its manifest is stored in Redis, its rows are inserted with a
 * token made from the ids of its entries, its entries are acknowledged, its manifest is removed
 * (the last two at once). Whoever finds a manifest rebuilds that very batch from the stream and
 * inserts it with that very token, which ClickHouse drops when it has it already. Each process owns
 * a slot, by a lease; a slot whose owner died is finished by the others.
 */
@NullMarked
package io.polytape.writer;

import org.jspecify.annotations.NullMarked;
