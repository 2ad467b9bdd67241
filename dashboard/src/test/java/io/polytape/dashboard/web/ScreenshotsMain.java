package io.polytape.dashboard.web;

import java.nio.file.Path;

/**
 * Pictures of a running dashboard: {@code ScreenshotsMain folder url}. Prints what the page's
 * process costs and what the console holds.
 */
final class ScreenshotsMain {
  private static final int PART = 1_500;
  private static final int MOST = 6_000;

  private ScreenshotsMain() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String url = arguments[1];
    try (var browser = new Browser(Browser.find().orElseThrow(), 1280, 900, false)) {
      for (String view : new String[] {"live", "live/500000", ""}) {
        browser.open("about:blank");
        browser.open(url + "#/" + view);
        browser.await("document.querySelectorAll('.card').length > 2");
        Thread.sleep(3_000);
        String name = view.isEmpty() ? "pipeline" : view.replace("/500000", "-market");
        for (int width : new int[] {1280, 390, 360}) {
          for (boolean dark : new boolean[] {false, true}) {
            browser.show(width, width == 1280 ? 900 : 844, dark);
            Thread.sleep(700);
            System.out.println(
                name
                    + " "
                    + width
                    + ": page is "
                    + browser.evaluate("document.documentElement.scrollWidth")
                    + " wide, "
                    + browser.evaluate("document.documentElement.scrollHeight")
                    + " high");
            int high = browser.evaluate("document.documentElement.scrollHeight").asInt();
            for (int from = 0; from < Math.min(high, MOST); from += PART) {
              String file = "%s-%d-%s-%d.png".formatted(name, width, dark ? "dark" : "light", from);
              browser.screenshot(folder.resolve(file), from, width, Math.min(PART, high - from));
            }
          }
        }
        browser.show(1280, 900, false);
        Thread.sleep(2_000);
        double before = browser.workSeconds();
        Thread.sleep(15_000);
        System.out.printf(
            "%s: %.1f %% of a core%n", name, (browser.workSeconds() - before) / 15 * 100);
      }
      browser.complaints().forEach(System.out::println);
    }
  }
}
