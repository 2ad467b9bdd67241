package io.polytape.simulator.clob.channel;

import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.internal.PerMessageDeflateExtension;

/**
 * Packing of messages that is negotiated like the usual one but packs only on demand: a benchmark's
 * source must not spend its time packing. Made by Jetty, by name.
 */
public final class LazyDeflate extends PerMessageDeflateExtension {
  private volatile boolean packing;

  /** Switches packing for the messages to come; not while one is on its way. */
  void packing(boolean on) {
    packing = on;
  }

  @Override
  public void sendFrame(OutgoingEntry entry) {
    if (packing) {
      super.sendFrame(entry);
    } else {
      nextOutgoingFrame(entry);
    }
  }
}
