package io.polytape.common.worker;

/** A repeatable, bounded piece of work. The loop, the waiting and the stopping are not its own. */
@FunctionalInterface
public interface Worker {
  /**
   * Does one bounded step.
   *
   * @return how much moved; 0 means that there was nothing to do and the loop may rest
   * @throws TransientException when waiting may mend it; the step is simply done again
   */
  int runOnce() throws TransientException, InterruptedException;
}
