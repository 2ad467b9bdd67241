package io.polytape.simulator;

import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.world.World;

/**
 * A replica that has stopped: what was visible when it first struck after the fault was set, until
 * it is set again.
 */
final class StaleView {
  private final World world;
  private final Faults faults;
  private World.Visible stopped = new World.Visible(-1, 0);
  private long generation = -1;

  StaleView(World world, Faults faults) {
    this.world = world;
    this.faults = faults;
  }

  synchronized World.Visible visible() {
    if (generation != faults.generation(Fault.STALE_META)) {
      generation = faults.generation(Fault.STALE_META);
      stopped = world.visible();
    }
    return stopped;
  }
}
