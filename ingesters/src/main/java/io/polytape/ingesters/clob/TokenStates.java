package io.polytape.ingesters.clob;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The followed tokens' states by token. */
final class TokenStates {
  private final Map<String, TokenState> states = new ConcurrentHashMap<>();

  @Nullable TokenState get(String token) {
    return states.get(token);
  }

  void follow(String token, String conditionId) {
    states.putIfAbsent(token, new TokenState(token, conditionId));
  }

  @Nullable TokenState forget(String token) {
    return states.remove(token);
  }

  Collection<TokenState> all() {
    return states.values();
  }

  int size() {
    return states.size();
  }
}
