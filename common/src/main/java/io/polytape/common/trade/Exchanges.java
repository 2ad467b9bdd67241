package io.polytape.common.trade;

import io.polytape.common.config.Setting;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The exchange contracts, lower case. A fill whose taker is one of them is the taker order's own
 * leg of a match.
 */
public record Exchanges(Set<String> addresses) {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");

  /**
   * Known contracts: CTF and neg-risk exchange of the first and of the second generation, and the
   * third-generation exchange.
   */
  public static final Setting<Exchanges> SETTING =
      new Setting<>(
          "POLYMARKET_EXCHANGES",
          String.join(
              ",",
              "0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e",
              "0xc5d563a36ae78145c45a50134d48a1215220f80a",
              "0xe111180000d2663c0091e4f400237545b87b996b",
              "0xe2222d279d744050d28e00520010520000310f59",
              "0xe3333700ca9d93003f00f0f71f8515005f6c00aa"),
          "addresses of the exchange contracts, comma separated",
          false,
          Exchanges::parse);

  public Exchanges {
    addresses = Set.copyOf(addresses);
  }

  /** The built-in contracts. */
  public static Exchanges known() {
    return parse(SETTING.fallback());
  }

  private static Exchanges parse(String text) {
    return new Exchanges(
        Stream.of(text.split(","))
            .map(each -> each.strip().toLowerCase(Locale.ROOT))
            .peek(
                each -> {
                  if (!ADDRESS.matcher(each).matches()) {
                    throw new IllegalArgumentException("expected addresses of 0x and 40 hex");
                  }
                })
            .collect(Collectors.toUnmodifiableSet()));
  }

  public boolean contains(String address) {
    return addresses.contains(address);
  }
}
