package io.polytape.simulator.gamma;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polytape.simulator.world.Hashes;
import io.polytape.simulator.world.MarketKind;
import io.polytape.simulator.world.MarketSpec;
import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.Mix;
import io.polytape.simulator.world.Stage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of one market; zeros are left out, lists are JSON inside strings, numbers
 * change their type.
 */
final class MarketJson {
  private final JsonGenerator out;
  private final MarketView view;
  private final MarketSpec spec;
  private final @Nullable String omitted;

  /**
   * @param omitted a required field to leave out, or null
   */
  MarketJson(JsonGenerator out, MarketView view, @Nullable String omitted) {
    this.out = out;
    this.view = view;
    this.spec = view.spec();
    this.omitted = omitted;
  }

  void write() throws IOException {
    identity();
    state();
    money();
    dates();
    quotes();
  }

  private void identity() throws IOException {
    required("id", spec.marketId());
    required("question", spec.question());
    required("conditionId", spec.conditionId());
    text("slug", spec.slug());
    text(
        "description",
        "Resolves on “"
            + spec.question()
            + "” as the source named in the rules reports it.\n\nNo. "
            + spec.index());
    text("resolutionSource", "");
    text("outcomes", Texts.list(spec.outcomes()));
    List<String> prices = view.outcomePrices();
    if (!prices.isEmpty()) {
      text("outcomePrices", Texts.list(prices));
    }
    if (!spec.tokenIds().isEmpty()) {
      text("clobTokenIds", Texts.list(spec.tokenIds()));
    }
    if (spec.kind() == MarketKind.PROTOCOL_V2) {
      text("version", "v2");
      out.writeArrayFieldStart("positionIds");
      for (String id : spec.positionIds()) {
        out.writeString(id);
      }
      out.writeEndArray();
    }
    if (!spec.questionId().isEmpty()) {
      text("questionID", spec.questionId());
    }
    if (!spec.groupItemTitle().isEmpty()) {
      text("groupItemTitle", spec.groupItemTitle());
      text(
          "groupItemThreshold", Integer.toString(spec.index() - spec.event().markets().getFirst()));
    }
  }

  private void state() throws IOException {
    boolean open = view.stage() == Stage.OPEN;
    flag("active", true);
    flag("closed", view.closed());
    flag("archived", false);
    flag("new", view.time() - spec.createdAt() < 3600);
    flag("featured", false);
    flag("restricted", true);
    flag("acceptingOrders", open && spec.kind().tradable());
    flag("enableOrderBook", spec.kind().tradable());
    flag("approved", true);
    flag("ready", false);
    flag("funded", false);
    flag("cyom", false);
    if (spec.negRisk() != null) {
      flag("negRisk", spec.negRisk());
    }
    if (spec.kind() == MarketKind.NEG_RISK) {
      text("negRiskMarketID", new Hashes(31, "neg-risk").text(spec.event().index()));
      text("negRiskRequestID", spec.questionId());
      flag("negRiskOther", "Other".equals(spec.groupItemTitle()));
    }
    if (!open) {
      text("umaResolutionStatus", status());
    }
    text("umaResolutionStatuses", Texts.list(statuses()));
    text("umaBond", "500");
    text("umaReward", "5");
    text("marketMakerAddress", "");
    text("submitted_by", "0x91430CaD2d3975766499717fA0D66A78D814E5c5");
  }

  private String status() {
    return switch (view.stage()) {
      case RESOLVED -> "resolved";
      case CLOSED -> spec.disputed() ? "disputed" : "proposed";
      case OPEN, ENDED -> "proposed";
    };
  }

  private List<String> statuses() {
    return switch (view.stage()) {
      case OPEN -> List.of();
      case ENDED -> List.of("proposed");
      case CLOSED -> spec.disputed() ? List.of("proposed", "disputed") : List.of("proposed");
      case RESOLVED ->
          spec.disputed()
              ? List.of("proposed", "disputed", "resolved")
              : List.of("proposed", "resolved");
    };
  }

  private void money() throws IOException {
    BigDecimal volume = view.volume();
    if (volume.signum() != 0) {
      BigDecimal day = BigDecimal.valueOf(view.dayUnits(), 6);
      boolean odd = (Mix.of(37, spec.index()) & 31) == 0;
      text("volume", plain(volume).toPlainString());
      number("volumeNum", volume);
      number("volumeClob", volume);
      number("volume24hr", odd ? volume.multiply(new BigDecimal("1.002")) : day);
      number("volume24hrClob", odd ? volume.multiply(new BigDecimal("1.002")) : day);
      number("volume1wk", volume);
      number("volume1mo", volume);
      number("volume1yr", volume);
    }
    BigDecimal liquidity = view.liquidity();
    if (liquidity.signum() != 0) {
      text("liquidity", plain(liquidity).toPlainString());
      number("liquidityNum", liquidity);
      number("liquidityClob", liquidity);
    } else if (spec.index() % 2 == 0) {
      text("liquidity", "0");
      number("liquidityNum", BigDecimal.ZERO);
    }
    if (spec.kind() == MarketKind.AMM) {
      number("volumeAmm", BigDecimal.ZERO);
      number("liquidityAmm", BigDecimal.ZERO);
      text("fee", "20000000000000000");
    }
    if (spec.feeBps() > 0) {
      flag("feesEnabled", true);
      text("feeType", "crypto_fees_v2");
      out.writeObjectFieldStart("feeSchedule");
      number("rate", new BigDecimal("0.07"));
      number("exponent", BigDecimal.ONE);
      flag("takerOnly", true);
      number("rebateRate", new BigDecimal("0.2"));
      out.writeEndObject();
      number("makerBaseFee", BigDecimal.valueOf(spec.feeBps()));
      number("takerBaseFee", BigDecimal.valueOf(spec.feeBps()));
    }
  }

  private void dates() throws IOException {
    text("createdAt", Texts.iso(spec.createdAt(), spec.index()));
    text("updatedAt", Texts.iso(view.updatedAt(), spec.index() + 7L));
    text("startDate", Texts.iso(spec.createdAt(), spec.index() + 3L));
    text("startDateIso", Texts.day(spec.createdAt()));
    if (spec.saysEndDate()) {
      text("endDate", Texts.iso(spec.endAt()));
      text("endDateIso", Texts.day(spec.endAt()));
    }
    if (view.closed()) {
      text("closedTime", Texts.spaced(spec.closedAt()));
      text("umaEndDate", Texts.iso(spec.closedAt()));
    }
    if (spec.kind() == MarketKind.SPORTS) {
      text("gameStartTime", Texts.spaced(spec.endAt()));
    }
    if (spec.kind() == MarketKind.UP_DOWN) {
      text("eventStartTime", Texts.iso(spec.createdAt()));
    }
  }

  private void quotes() throws IOException {
    BigDecimal step =
        BigDecimal.ONE.divide(BigDecimal.valueOf(spec.ticks()), 4, RoundingMode.UNNECESSARY);
    if (spec.kind().tradable()) {
      number("orderPriceMinTickSize", step);
      number("orderMinSize", BigDecimal.valueOf(5));
    }
    if (!spec.kind().tradable() || view.trades() == 0) {
      return;
    }
    number("lastTradePrice", view.price(0));
    if (view.stage() == Stage.OPEN) {
      BigDecimal bid = view.price(0).subtract(step);
      if (bid.signum() > 0 && spec.index() % 8 != 5) {
        number("bestBid", bid);
      }
      number("bestAsk", view.price(0).add(step));
      number("spread", step.add(step));
    } else {
      number("bestAsk", BigDecimal.ONE);
    }
    BigDecimal change = view.price(0).subtract(BigDecimal.valueOf(spec.firstTick()).multiply(step));
    if (change.signum() != 0) {
      number("oneDayPriceChange", change);
    }
  }

  private void required(String name, String value) throws IOException {
    if (!name.equals(omitted)) {
      out.writeStringField(name, value);
    }
  }

  private void text(String name, String value) throws IOException {
    out.writeStringField(name, value);
  }

  private void flag(String name, boolean value) throws IOException {
    out.writeBooleanField(name, value);
  }

  private void number(String name, BigDecimal value) throws IOException {
    out.writeNumberField(name, plain(value));
  }

  /**
   * Without trailing zeros and without an exponent, so that whole numbers are written as integers.
   */
  static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
