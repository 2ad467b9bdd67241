package io.polytape.processors.book;

import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states of a partition's tokens that are in memory; the others lie in the hot cache. Bounded:
 * those that were used least lately go, except those on which something is under way.
 */
final class TokenCache {
  private static final int MOST = 1_250;

  private static final long ASK_MARKET_EVERY_MILLIS = 30_000;

  private final StateStore store;
  private final Map<String, TokenState> tokens = new LinkedHashMap<>(16, 0.75f, true);

  /** Tokens that may have ended: whether they still have is asked each time anew. */
  private final Set<String> over = new HashSet<>();

  TokenCache(StateStore store) {
    this.store = store;
  }

  /** Reads those that are not in memory, in one round trip. */
  void load(Collection<String> tokenIds) throws TransientException {
    List<String> unknown = tokenIds.stream().filter(id -> !tokens.containsKey(id)).toList();
    for (TokenState token : store.load(unknown)) {
      tokens.put(token.tokenId, token);
    }
  }

  /** Asks for the markets of tokens that had none, now and then. */
  void loadMarkets(Collection<String> tokenIds, long nowMillis) throws TransientException {
    var without = new ArrayList<TokenState>();
    for (String id : tokenIds) {
      TokenState token = get(id);
      if (token.marketId.isEmpty() && nowMillis - token.marketAskedAt >= ASK_MARKET_EVERY_MILLIS) {
        token.marketAskedAt = nowMillis;
        without.add(token);
      }
    }
    store.loadMarkets(without);
  }

  /** Whether there is room for tokens that nobody asks for yet. */
  boolean hasRoom() {
    return tokens.size() < MOST;
  }

  /** One that was loaded. */
  TokenState get(String tokenId) {
    TokenState token = tokens.get(tokenId);
    if (token == null) {
      throw new IllegalStateException("token " + tokenId + " was not loaded");
    }
    if (token.ended) {
      over.add(tokenId);
    }
    return token;
  }

  /** One that is in memory, or null. */
  @Nullable TokenState find(String tokenId) {
    return tokens.get(tokenId);
  }

  /** Has a token's state dropped after the next commit when it has ended by then. */
  void mayBeOver(TokenState token) {
    over.add(token.tokenId);
  }

  TokenState replace(TokenState token) {
    tokens.put(token.tokenId, token);
    return token;
  }

  Set<String> names() {
    return tokens.keySet();
  }

  Collection<TokenState> all() {
    return tokens.values();
  }

  int size() {
    return tokens.size();
  }

  void clear() {
    tokens.clear();
  }

  /** Lets go of a token that has ended, unless something is still to be said of it. */
  private boolean isSettled(String tokenId) {
    TokenState token = tokens.get(tokenId);
    if (token != null && token.ended) {
      if (!token.jumps.isEmpty()) {
        return false;
      }
      tokens.remove(tokenId);
    }
    return true;
  }

  /** Lets go of tokens that have ended, and of the oldest of too many. Only after a commit. */
  void shrink() {
    over.removeIf(this::isSettled);
    if (tokens.size() <= MOST) {
      return;
    }
    int tooMany = tokens.size() - MOST;
    for (TokenState token : new ArrayList<>(tokens.values())) {
      if (tooMany > 0
          && token.gap == null
          && token.fetch == null
          && token.statement == null
          && token.claim == null
          && token.jumps.isEmpty()
          && token.suspicion == null) {
        tokens.remove(token.tokenId);
        tooMany--;
      }
    }
  }
}
