package io.polytape.common.worker;

/** Where a worker says that it lives and whether it gets on. Must never throw and never block. */
public interface Heartbeat {
  /** A step ended well; {@code moved} may be 0. */
  void progressed(int moved);

  /** A step failed and will be tried again. */
  void failing(String stage, String reason);

  /** It waits on purpose, for example as the second of two pollers or because a stream is full. */
  void waiting(String reason);

  /** Sets a figure that the dashboard shows for this worker; the names are a bounded set. */
  void figure(String name, String value);

  /** A heartbeat that nobody reads, for tests and one-off commands. */
  Heartbeat NONE =
      new Heartbeat() {
        @Override
        public void progressed(int moved) {}

        @Override
        public void failing(String stage, String reason) {}

        @Override
        public void waiting(String reason) {}

        @Override
        public void figure(String name, String value) {}
      };
}
