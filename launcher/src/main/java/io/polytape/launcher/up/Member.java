package io.polytape.launcher.up;

/**
 * A process of the set: the command that it runs and when it stops.
 *
 * @param name command, log file and process id file
 */
record Member(String name, Role role) {

  /** What a process is for; in the order in which they stop. */
  enum Role {
    /** Brings new data in, so it goes first. */
    INGESTER,
    /** Moves what is there, so it goes when all of it has moved. */
    WORKER,
    /** Shows the others, or serves them as a venue. */
    WITNESS,
    /** Holds the data, so it goes last. */
    ENGINE
  }
}
