import io.polytape.simulator.Simulator;
import java.time.Duration;
import java.util.Locale;

/** A long run at an even rate: memory must stay where it is, and every event must arrive. */
final class Soak {
  private static final Duration SHOWN_EVERY = Duration.ofMinutes(1);

  private Soak() {}

  static void run(Line line, Simulator simulator, Duration time, int rate) throws Exception {
    simulator.bookRates(rate, 20);
    Thread.sleep(SHOWN_EVERY);
    long first = line.rows("price_changes");
    long since = System.nanoTime();
    for (int minute = 1; minute <= time.toMinutes(); minute++) {
      Thread.sleep(SHOWN_EVERY);
      double perSecond =
          (line.rows("price_changes") - first) * 1e9 / (System.nanoTime() - since);
      System.out.printf(
          Locale.ROOT,
          "minute %2d, %,.0f rows/s so far, newest %,d ms old, %d gaps, resident MiB %s%n",
          minute,
          perSecond,
          line.behind(),
          line.rows("gaps_current"),
          line.memory());
    }
    simulator.bookRates(0, 0);
    System.out.println(line.cpu());
  }
}
