package io.polytape.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RedisCheckTest {
  private static final Map<String, String> GOOD =
      Map.of(
          "redis_version",
          "6.2.7",
          "maxmemory",
          "0",
          "maxmemory_policy",
          "noeviction",
          "aof_enabled",
          "1");

  @Test
  void findsNothingWrongWithADurableServer() {
    var check = RedisCheck.judge(GOOD, Map.of("stream:markets", "stream"));

    assertThat(check.faults()).isEmpty();
    assertThat(check.warnings()).isEmpty();
    assertThat(check.version()).isEqualTo("6.2.7");
  }

  @Test
  void refusesAServerThatMayEvict() {
    var check =
        RedisCheck.judge(with("maxmemory", "1000000", "maxmemory_policy", "allkeys-lru"), Map.of());

    assertThat(check.faults())
        .singleElement()
        .asString()
        .contains("CONFIG SET maxmemory-policy noeviction");
  }

  @Test
  void acceptsAnyPolicyWithoutAMemoryBound() {
    assertThat(RedisCheck.judge(with("maxmemory_policy", "allkeys-lru"), Map.of()).faults())
        .isEmpty();
  }

  @Test
  void warnsWithoutAnAppendOnlyFile() {
    assertThat(RedisCheck.judge(with("aof_enabled", "0"), Map.of()).warnings())
        .singleElement()
        .asString()
        .contains("CONFIG SET appendonly yes");
  }

  @Test
  void refusesAServerThatIsTooOld() {
    assertThat(RedisCheck.judge(with("redis_version", "6.0.16"), Map.of()).faults()).hasSize(1);
    assertThat(RedisCheck.judge(with("redis_version", "5.0"), Map.of()).faults()).hasSize(1);
    assertThat(RedisCheck.judge(with("redis_version", "7.0.15"), Map.of()).faults()).isEmpty();
    assertThat(RedisCheck.judge(with("redis_version", "10.0"), Map.of()).faults()).isEmpty();
  }

  @Test
  void refusesToTouchSomebodyElsesKey() {
    assertThat(RedisCheck.judge(GOOD, Map.of("stream:trades", "list")).faults())
        .singleElement()
        .asString()
        .contains("stream:trades");
  }

  @Test
  void saysWhatAServerHides() {
    var check = RedisCheck.judge(Map.of(), Map.of());

    assertThat(check.faults()).isEmpty();
    assertThat(check.warnings()).hasSize(3);
  }

  private static Map<String, String> with(String... changes) {
    var info = new HashMap<>(GOOD);
    for (int i = 0; i < changes.length; i += 2) {
      info.put(changes[i], changes[i + 1]);
    }
    return info;
  }
}
