/** The market channel: the WebSocket, its connections and what goes wrong on them. */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.clob.channel;
