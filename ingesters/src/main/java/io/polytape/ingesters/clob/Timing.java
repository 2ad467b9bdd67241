package io.polytape.ingesters.clob;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param ping between two heartbeats; the venue closes after some 10 s without one
 * @param silence longest time without data on a connection
 * @param firstBook longest wait for a subscribed token's book
 * @param healthy how long a connection must have lived well for its backoff to begin anew
 * @param firstBackoff wait after the first failure, at most
 * @param longestBackoff wait after many failures, at most
 * @param stagger between two connection attempts of the process
 * @param refresh between two looks at the set of tokens to follow
 * @param audit between two audits
 * @param auditGrace how long a connection may take to bring what REST shows already
 */
record Timing(
    Duration ping,
    Duration silence,
    Duration firstBook,
    Duration healthy,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration stagger,
    Duration refresh,
    Duration audit,
    Duration auditGrace) {

  static Timing standard(Duration silence, Duration firstBook) {
    return new Timing(
        Duration.ofSeconds(10),
        silence,
        firstBook,
        Duration.ofSeconds(60),
        // The wait is drawn from the upper half: one second at least.
        Duration.ofSeconds(2),
        Duration.ofSeconds(60),
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4));
  }
}
