package io.polytape.launcher.e2e;

import io.polytape.dashboard.web.Browser;
import io.polytape.simulator.clob.TrueTrade;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The page of one market in a real browser, read as its viewer reads it. */
final class LivePage implements AutoCloseable {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Browser browser;

  /**
   * Returns when the page shows the books of both outcomes.
   *
   * @param program of the browser
   */
  LivePage(Path program, int port, String condition) throws Exception {
    this.browser = new Browser(program, 1280, 900, false);
    browser.open("http://127.0.0.1:" + port + "/#/live/" + condition);
    browser.await("document.querySelectorAll('.ladder').length === 2");
  }

  /** Until a row of its table of trades says that trade. */
  void awaitTrade(TrueTrade trade) throws Exception {
    browser.await(
        """
        [...document.querySelectorAll('[aria-labelledby=live-trades] tbody tr')]
          .map((row) => [...row.cells].map((cell) => cell.innerText.trim()))
          .some(([time, outcome, side, price, size]) => time === '%s' && outcome === '%s'
            && side.toLowerCase() === '%s' && Number(price) === %s && Number(size) === %s)\
        """
            .formatted(
                CLOCK.format(Instant.ofEpochMilli(trade.timestamp())),
                trade.outcome(),
                trade.side().name().toLowerCase(Locale.ROOT),
                trade.price().toPlainString(),
                trade.size().toPlainString()));
  }

  /** What the browser complained of. */
  List<String> complaints() {
    return browser.complaints();
  }

  @Override
  public void close() {
    browser.close();
  }
}
