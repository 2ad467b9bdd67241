package io.polytape.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.polytape.common.RedisServer;
import io.polytape.common.live.Quality;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.PretendedMarkets;
import io.polytape.dashboard.PretendedTables;
import io.polytape.embedded.ClickHouseServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The live page in a real browser, with a thousand tokens that move. */
final class LivePageIT {
  private static final String NO_BROWSER =
      "THE PAGE IS NOT TESTED: no Chromium on the PATH; install the package chromium";
  private static final int MARKETS = 500;
  private static final String PROBE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final ClickHouseServer.Database database = ClickHouseServer.shared().newDatabase();
  private final PretendedTables tables = new PretendedTables(database.name());
  private final PretendedMarkets markets = new PretendedMarkets(redis);
  private final Thread mover = Thread.ofPlatform().unstarted(this::move);
  private volatile boolean over;
  private Dashboard dashboard;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    Path program = Browser.find().orElse(null);
    if (program == null) {
      LoggerFactory.getLogger(LivePageIT.class).error(NO_BROWSER);
    }
    assumeThat(program).as(NO_BROWSER).isNotNull();
    tables.create();
    tables.createLive();
    tables.addLiveHour(PretendedMarkets.token(0, 0), "0.42", 3);
    markets.follow(MARKETS, PROBE);
    for (int market = 0; market < MARKETS; market++) {
      move(market, 40 + market % 20);
    }
    dashboard = new Dashboard(redis, tables.clickHouse(), 10);
    browser = new Browser(Objects.requireNonNull(program), 1280, 900, false);
    mover.start();
  }

  private void move() {
    try {
      for (int step = 0; !over; step = (step + 1) % 5) {
        for (int market = 0; market < MARKETS; market++) {
          move(market, 40 + market % 20 + step);
        }
        dashboard.sample();
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (TransientException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void move(int market, int cents) throws TransientException {
    markets.book(market, 0, BigDecimal.valueOf(cents, 2), 8, Quality.VERIFIED);
    markets.book(market, 1, BigDecimal.valueOf(100L - cents, 2), 8, Quality.VERIFIED);
  }

  @AfterEach
  void stop() throws Exception {
    over = true;
    mover.join();
    if (browser != null) {
      browser.close();
    }
    if (dashboard != null) {
      dashboard.close();
    }
    redis.close();
    server.close();
    database.close();
  }

  private String page(String view) {
    return "http://127.0.0.1:" + dashboard.port() + "/#/" + view;
  }

  @Test
  void aTradeAppearsOnThePageOfItsMarket() throws Exception {
    browser.open(page("live/" + PretendedMarkets.condition(0)));
    browser.await("document.querySelectorAll('.ladder').length === 2");
    browser.await(
        "document.querySelector('[aria-labelledby=live-trades]').innerText.includes('0.42')");
    assertThat(browser.evaluate("document.querySelectorAll('.chart path.line').length").asInt())
        .isPositive();
    // Once a trade is there that was only told live, the socket is open.
    for (int i = 0; !text("live-trades").contains("0.0707"); i++) {
      assertThat(i).isLessThan(60);
      markets.publishTrade(0, 1, "open-" + i, new BigDecimal("0.0707"));
      TimeUnit.MILLISECONDS.sleep(500);
    }
    markets.publishTrade(0, 0, "shown", new BigDecimal("0.4321"));
    markets.publishTrade(1, 0, "of another market", new BigDecimal("0.5678"));
    markets.publishTrade(0, 1, "shown too", new BigDecimal("0.1234"));

    browser.await("document.body.innerText.includes('0.1234')");
    assertThat(text("live-trades")).contains("0.4321", "17.25", "buy").doesNotContain("0.5678");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theListFollowsTheQuotesAndFindsMarkets() throws Exception {
    browser.open(page("live"));
    browser.await("document.querySelectorAll('.quotes tbody tr').length === 25");
    assertThat(text("markets")).contains("1–25 of 500 markets", PROBE);
    assertThat(
            browser.evaluate("document.querySelectorAll('main script, main img').length").asInt())
        .as("foreign text became markup")
        .isZero();
    String mid = "document.querySelector('.quotes .mid').innerText";
    String before = browser.evaluate(mid).asText();
    browser.await(mid + " !== '" + before + "'");

    browser.evaluate("document.getElementById('next-page').click()");
    browser.await("document.querySelector('.pager').innerText.includes('26–50')");
    browser.evaluate(
        "(() => { const s = document.getElementById('search'); s.value = 'cup final'; s.focus();"
            + " s.dispatchEvent(new Event('input', {bubbles: true})); })()");
    browser.await("document.querySelector('.pager').innerText.includes('of 125 markets')");
    browser.await("document.querySelector('.quotes').innerText.includes('cup final')");
    assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("search");
    assertThat(browser.evaluate("document.getElementById('search').value").asText())
        .isEqualTo("cup final");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void gapsAlertsErrorsAndConnectionsAreTold() throws Exception {
    long now = System.currentTimeMillis();
    markets.connection("3", "backoff", 200, now - 42_000, "closed <by> the venue");
    markets.heard("price_change", 1_000);
    markets.guards(now / 60_000, java.util.Map.of("trades", 200L, "stale", 3L));
    markets.error(
        now,
        "{\"at\":"
            + now
            + ",\"component\":\"websocket-ingester\",\"kind\":\"bad_frame\","
            + "\"detail\":\""
            + "not JSON: <script>"
            + "\"}");
    markets.error(now - 1, "{broken <b>");
    browser.open(page("live"));
    browser.await("document.getElementById('connections') !== null");
    markets.publishGap(2, "g1", "closed with 1006", Instant.now().minusSeconds(9), null);
    markets.publishAlert(1, "a1", true, "spread of <i>0.14</i>");
    markets.publishAlert(3, "a2", true, "over soon");
    markets.publishAlert(3, "a2", false, "it is over");
    browser.await("document.getElementById('gaps').parentElement.innerText.includes('lasts')");
    browser.await("document.getElementById('alerts').parentElement.innerText.includes('cleared')");

    assertThat(text("connections")).contains("Shard 3", "backoff", "closed <by> the venue");
    assertThat(text("gaps")).contains("disconnect", "trades too · closed with 1006");
    assertThat(text("alerts")).contains("warning", "spread of <i>0.14</i>", "it is over");
    assertThat(text("errors"))
        .contains("not JSON: <script>", "websocket-ingester", "not JSON: {broken");
    assertThat(text("guards")).contains("200", "1.5 %");
    assertThat(browser.evaluate("document.querySelectorAll('main i, main b').length").asInt())
        .isZero();

    markets.publishGap(2, "g1", "closed with 1006", Instant.now().minusSeconds(9), Instant.now());
    browser.await("document.getElementById('gaps').parentElement.innerText.includes('over')");

    browser.evaluate("document.getElementById('look-now').click()");
    browser.await(
        "document.getElementById('discovery').parentElement.innerText.includes('Asked.')");
    long requests = redis.run("test", client -> client.llen(Keys.DISCOVERY_REQUESTS));
    assertThat(requests).isEqualTo(1);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void noViewIsWiderThanAnyScreenAndAThousandTokensCostLittle() throws Exception {
    markets.publishAlert(2, "a", true, "spread of 0.14 for " + "a very long time ".repeat(10));
    markets.publishGap(2, "g", "closed with 1006", Instant.now(), null);
    for (int shard = 0; shard < 5; shard++) {
      markets.connection(
          Integer.toString(shard), "open", 200, System.currentTimeMillis(), "x".repeat(120));
    }
    for (String view : new String[] {"live", "live/" + PretendedMarkets.condition(2), ""}) {
      browser.open("about:blank");
      browser.open(page(view));
      browser.await("document.querySelectorAll('.card').length > 2");
      for (int width : new int[] {1280, 1000, 768, 390, 360}) {
        browser.show(width, 800, width == 768);
        browser.await("innerWidth === " + width);
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
            .as("%s at %d", view, width)
            .isLessThanOrEqualTo(width);
      }
    }
    browser.show(1280, 900, false);
    browser.open("about:blank");
    browser.open(page("live"));
    browser.await("document.querySelectorAll('.quotes tbody tr').length === 25");
    double before = browser.workSeconds();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(10);
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0;
    assertThat((browser.workSeconds() - before) / seconds).as("share of a core").isLessThan(0.2);
    assertThat(browser.complaints()).isEmpty();
  }

  private String text(String section) throws Exception {
    return browser
        .evaluate("document.querySelector('[aria-labelledby=" + section + "]').innerText")
        .asText();
  }
}
