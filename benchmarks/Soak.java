import io.polytape.simulator.Simulator;
import java.time.Duration;

/** A long run at an even rate: memory must stay where it is. */
final class Soak {
  private Soak() {}

  static void run(Line line, Simulator simulator, Duration time, int rate) throws Exception {
    simulator.bookRates(rate, 20);
    long until = System.nanoTime() + time.toNanos();
    int minute = 0;
    while (System.nanoTime() < until) {
      System.out.printf("minute %2d, resident MiB %s, newest row %d ms old%n", minute++, line.memory(), line.behind());
      Thread.sleep(Duration.ofMinutes(1));
    }
    System.out.printf("minute %2d, resident MiB %s, newest row %d ms old%n", minute, line.memory(), line.behind());
    simulator.bookRates(0, 0);
  }
}
