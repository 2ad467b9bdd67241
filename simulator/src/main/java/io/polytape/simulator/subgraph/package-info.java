/**
 * The order-book subgraph: GraphQL as graph-node answers it, read from the world's columns without
 * an engine in between.
 */
@org.jspecify.annotations.NullMarked
package io.polytape.simulator.subgraph;
