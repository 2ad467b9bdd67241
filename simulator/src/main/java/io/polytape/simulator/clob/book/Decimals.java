package io.polytape.simulator.clob.book;

import java.math.BigDecimal;

/** Prices in thousandths and sizes in hundredths, as numbers and as the venue's several texts. */
public final class Decimals {
  /** Ways to write one price. */
  public static final int FORMS = 3;

  private static final String[][] PRICES = prices();

  private Decimals() {}

  private static String[][] prices() {
    var texts = new String[FORMS][Ladder.ONE + 1];
    for (int price = 0; price <= Ladder.ONE; price++) {
      String plain = price(price).toPlainString();
      texts[0][price] = plain;
      texts[1][price] = plain.startsWith("0.") ? plain.substring(1) : plain;
      texts[2][price] =
          price % 10 == 0 ? BigDecimal.valueOf(price / 10, 2).toPlainString() : plain + "0";
    }
    return texts;
  }

  /** As {@code 0.5}, {@code .5} or {@code 0.50}, by the form. */
  public static String price(int thousandths, int form) {
    return PRICES[form][thousandths];
  }

  /** The price of a market's last trade, always with three decimals; empty before the first. */
  public static String lastTrade(int thousandths) {
    return thousandths == 0 ? "" : BigDecimal.valueOf(thousandths, 3).toPlainString();
  }

  public static BigDecimal price(int thousandths) {
    return plain(BigDecimal.valueOf(thousandths, 3));
  }

  public static BigDecimal size(int hundredths) {
    return plain(BigDecimal.valueOf(hundredths, 2));
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** Appends a size: whole tokens without a point, others with one digit or two. */
  public static void appendSize(StringBuilder out, int hundredths) {
    out.append(hundredths / 100);
    int rest = hundredths % 100;
    if (rest != 0) {
      out.append('.').append(rest / 10);
      if (rest % 10 != 0) {
        out.append(rest % 10);
      }
    }
  }
}
