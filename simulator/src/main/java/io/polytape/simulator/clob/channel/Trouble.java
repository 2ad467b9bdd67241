package io.polytape.simulator.clob.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings frames to connections, through whatever is wrong there. Guarded by the venue's lock. */
final class Trouble {
  private static final long GIANT = 17L << 20;
  private static final long BOMB = 64L << 20;
  private static final long LONGEST_HOLD_NANOS = 1_000_000_000L;

  private static final List<LiveFault> BREAKING =
      List.of(
          LiveFault.WS_DROP_FRAME,
          LiveFault.WS_CORRUPT_FRAME,
          LiveFault.WS_GIANT_FRAME,
          LiveFault.WS_COMPRESSED_BOMB,
          LiveFault.WS_REORDER_FRAME,
          LiveFault.WS_DUPLICATE_FRAME,
          LiveFault.UNKNOWN_EVENT_TYPE,
          LiveFault.UNKNOWN_EVENT_FIELD);

  private final LiveFaults faults;
  private int turn;

  Trouble(LiveFaults faults) {
    this.faults = faults;
  }

  /** Brings a frame, or not. */
  void bring(Connection to, Frame frame) {
    if (lost(to, frame)) {
      return;
    }
    if (!faults.anyOfFrames() || !frame.matters()) {
      pass(to, frame);
      return;
    }
    for (LiveFault fault : BREAKING) {
      if (fault == LiveFault.WS_REORDER_FRAME && (to.held != null || frame.market() == null)) {
        continue; // there is no next frame to let pass
      }
      Order order = faults.take(fault, to.id, to.followed(frame.tokens()), frame.type());
      if (order != null) {
        strike(to, frame, order);
        return;
      }
    }
    pass(to, frame);
  }

  /** Whether the frame falls to a silence of some kind. */
  private static boolean lost(Connection to, Frame frame) {
    Connection.Spell spell = to.halfOpen;
    if (spell == null && !frame.type().equals(Frame.PONG.type())) {
      spell = to.silence;
      if (spell == null && frame.market() != null) {
        spell = to.muted.get(frame.market());
      }
    }
    if (spell == null) {
      return false;
    }
    if (frame.matters()) {
      spell.struck().lost(to.followed(frame.tokens()), frame.trades());
    }
    return true;
  }

  private void strike(Connection to, Frame frame, Order order) {
    int trades = 0;
    String detail = frame.type();
    switch (order.fault()) {
      case WS_DROP_FRAME -> trades = frame.trades();
      case WS_CORRUPT_FRAME -> {
        trades = frame.trades();
        pass(to, frame.with(corrupt(frame.text())));
      }
      case WS_GIANT_FRAME -> {
        trades = frame.trades();
        pass(to, huge(frame, GIANT, false));
      }
      case WS_COMPRESSED_BOMB -> {
        trades = frame.trades();
        pass(to, huge(frame, BOMB, true));
      }
      case WS_REORDER_FRAME -> {
        to.held = frame;
        to.heldSince = System.nanoTime();
      }
      case WS_DUPLICATE_FRAME -> {
        pass(to, frame);
        pass(to, frame);
      }
      case UNKNOWN_EVENT_TYPE -> {
        pass(to, stranger(frame));
        pass(to, frame);
      }
      case UNKNOWN_EVENT_FIELD -> pass(to, frame.with(extended(frame.text())));
      default -> throw new IllegalStateException(order.fault().label());
    }
    faults.once(order, to.id, to.followed(frame.tokens()), trades, detail);
  }

  /** A frame with a giant field; the parts are put together when it is sent. */
  private static Outlet.Item.Huge huge(Frame frame, long blanks, boolean packed) {
    String text = frame.text();
    int end = text.lastIndexOf('}');
    return new Outlet.Item.Huge(
        text.substring(0, end) + ",\"padding\":\"", blanks, "\"" + text.substring(end), packed);
  }

  private static Frame stranger(Frame frame) {
    String token = frame.tokens().isEmpty() ? "" : frame.tokens().getFirst();
    String text =
        "{\"event_type\":\"order_halo\",\"asset_id\":\"%s\",\"halo\":{\"depth\":[1,2.5,null]}}"
            .formatted(token);
    return new Frame("order_halo", frame.market(), frame.tokens(), 0, text);
  }

  private static String extended(String text) {
    int end = text.lastIndexOf('}');
    return text.substring(0, end)
        + ",\"seq_hint\":{\"lane\":7,\"tags\":[\"a\",null]}"
        + text.substring(end);
  }

  /** Cut off, garbled, no JSON at all, or JSON with values that cannot be. */
  private String corrupt(String text) {
    return switch (Math.floorMod(turn++, 5)) {
      case 0 -> text.substring(0, text.length() / 2);
      case 1 -> text.replace("\":\"", "\"\u0001\"");
      case 2 -> "upstream connect error or disconnect/reset before headers";
      case 3 -> text.replaceAll("\"(price|size|timestamp)\":\"[^\"]*\"", "\"$1\":\"NaN\"");
      default -> text + "}";
    };
  }

  private void pass(Connection to, Outlet.Item.Huge huge) {
    to.sent++;
    if (!to.outlet.offer(huge)) {
      to.overrun = true;
    }
  }

  private void pass(Connection to, Frame frame) {
    to.sent++;
    boolean room = to.outlet.offer(new Outlet.Item.Text(frame.text()));
    Frame held = to.held;
    if (held != null && held.market() == frame.market()) {
      to.held = null;
      room &= to.outlet.offer(new Outlet.Item.Text(held.text()));
    }
    if (!room) {
      to.overrun = true;
    }
  }

  /** Lets go what waits in vain for a further frame of its market. */
  void release(Connection of) {
    @Nullable Frame held = of.held;
    if (held != null && System.nanoTime() - of.heldSince > LONGEST_HOLD_NANOS) {
      of.held = null;
      pass(of, held);
    }
  }
}
