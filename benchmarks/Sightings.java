import io.polytape.simulator.clob.BookLedger;
import io.polytape.simulator.clob.TrueChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each change of some tokens was first seen, whichever later change made it so: a stall counts
 * for every change that it held up.
 */
final class Sightings {
  private final BookLedger ledger;
  private final Latencies latencies = new Latencies();
  private final Map<String, Long> counted = new HashMap<>();
  final List<String> tokens;

  /**
   * @param most how many tokens to watch
   */
  Sightings(BookLedger ledger, int most) {
    this.ledger = ledger;
    this.tokens = sample(ledger.tokens(), most);
    long now = System.currentTimeMillis();
    tokens.forEach(token -> counted.put(token, now));
  }

  private static List<String> sample(List<String> all, int most) {
    var sample = new ArrayList<String>();
    for (int i = 0; i < all.size() && sample.size() < most; i += Math.max(1, all.size() / most)) {
      sample.add(all.get(i));
    }
    return sample;
  }

  /**
   * A token was seen to be as of a time of the venue.
   *
   * @param venueTime milliseconds since 1970
   */
  void seen(String token, long venueTime) {
    long before = counted.get(token);
    if (venueTime <= before) {
      return;
    }
    long now = System.currentTimeMillis();
    long last = 0;
    for (TrueChange change : ledger.changes(token)) {
      long time = change.timestamp();
      if (time > before && time <= venueTime && time != last) {
        latencies.add(Math.max(0, now - time));
        last = time;
      }
    }
    counted.put(token, venueTime);
  }

  Latencies latencies() {
    return latencies;
  }
}
