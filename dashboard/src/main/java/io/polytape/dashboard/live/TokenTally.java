package io.polytape.dashboard.live;

import io.polytape.dashboard.status.LiveStatus.Connection;
import io.polytape.dashboard.status.LiveStatus.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Counts the followed tokens, and names those that are not as they should be. */
public final class TokenTally {
  private static final int NAMED = 100;

  private TokenTally() {}

  static Tokens of(Followed followed, List<Connection> connections) {
    int tokens = 0;
    int withBook = 0;
    int silent = 0;
    int gaps = 0;
    var qualities = new TreeMap<String, Integer>();
    for (LiveMarket market : followed.markets()) {
      for (LiveToken token : market.tokens()) {
        tokens++;
        if (!token.quality().isEmpty()) {
          withBook++;
          qualities.merge(token.quality(), 1, Integer::sum);
        }
        silent += token.silent() ? 1 : 0;
        gaps += token.gapOpen() ? 1 : 0;
      }
    }
    long subscribed =
        connections.stream()
            .filter(each -> each.state().equals("open"))
            .mapToLong(Connection::tokens)
            .sum();
    return new Tokens(
        tokens,
        followed.markets().size(),
        Math.toIntExact(Math.min(subscribed, Integer.MAX_VALUE)),
        withBook,
        tokens - withBook,
        silent,
        gaps,
        qualities);
  }

  /**
   * Tokens that are not as they should be, at most a hundred of each kind.
   *
   * @param silentAfterSeconds what counts as silent
   */
  public record Named(
      List<String> withoutBook, List<String> silent, List<String> gap, long silentAfterSeconds) {
    static Named of(Followed followed) {
      var withoutBook = new ArrayList<String>();
      var silent = new ArrayList<String>();
      var gap = new ArrayList<String>();
      for (LiveMarket market : followed.markets()) {
        for (LiveToken token : market.tokens()) {
          add(withoutBook, token.quality().isEmpty(), token);
          add(silent, token.silent(), token);
          add(gap, token.gapOpen(), token);
        }
      }
      return new Named(
          List.copyOf(withoutBook),
          List.copyOf(silent),
          List.copyOf(gap),
          FollowedComposer.SILENT_AFTER.toSeconds());
    }

    private static void add(List<String> list, boolean belongs, LiveToken token) {
      if (belongs && list.size() < NAMED) {
        list.add(token.tokenId());
      }
    }
  }
}
