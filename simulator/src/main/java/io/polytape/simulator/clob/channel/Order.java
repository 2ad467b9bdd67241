package io.polytape.simulator.clob.channel;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A fault that was asked for.
 *
 * @param connection which one it strikes; 0 for any, and for all where the fault lasts
 * @param lasting how long a fault that lasts does so
 * @param times how many frames, handshakes or subscriptions it strikes
 * @param tokens which tokens it strikes; empty for any
 * @param type which type of event it strikes; empty for any
 */
public record Order(
    LiveFault fault, int connection, Duration lasting, int times, Set<String> tokens, String type) {

  public Order {
    tokens = Set.copyOf(tokens);
    if (connection < 0 || times < 1 || times > 1_000_000) {
      throw new IllegalArgumentException(
          "live fault: expected a connection from 0 and 1 to 1000000 times, was " + times);
    }
    if (lasting.isNegative() || lasting.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "live fault: expected to last at most a day, was " + lasting);
    }
  }

  /** Once, anywhere; for 40 seconds if it lasts, 5 if it is the whole server. */
  public static Order of(LiveFault fault) {
    boolean server = fault == LiveFault.WS_SERVER_RESTART || fault == LiveFault.WS_RECONNECT_STORM;
    return new Order(fault, 0, Duration.ofSeconds(server ? 5 : 40), 1, Set.of(), "");
  }

  public Order on(int other) {
    return new Order(fault, other, lasting, times, tokens, type);
  }

  public Order lasting(Duration other) {
    return new Order(fault, connection, other, times, tokens, type);
  }

  public Order times(int other) {
    return new Order(fault, connection, lasting, other, tokens, type);
  }

  public Order tokens(String... others) {
    return new Order(fault, connection, lasting, times, Set.of(others), type);
  }

  public Order type(String other) {
    return new Order(fault, connection, lasting, times, tokens, other);
  }

  boolean fits(int toConnection, List<String> ofTokens, String ofType) {
    return (connection == 0 || connection == toConnection)
        && (type.isEmpty() || type.equals(ofType))
        && (tokens.isEmpty() || ofTokens.stream().anyMatch(tokens::contains));
  }
}
