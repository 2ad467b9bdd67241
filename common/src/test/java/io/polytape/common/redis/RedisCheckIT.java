package io.polytape.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.stream.Streams;
import org.junit.jupiter.api.Test;

final class RedisCheckIT {
  @Test
  void findsNothingWrongWithTheFixture() throws Exception {
    try (var server = RedisServer.start();
        var redis = server.open()) {
      var check = RedisCheck.of(redis);

      assertThat(check.version()).isNotEmpty();
      assertThat(check.faults()).isEmpty();
      assertThat(check.warnings()).isEmpty();
    }
  }

  @Test
  void seesEvictionAndAMissingAppendOnlyFileAndAForeignKey() throws Exception {
    try (var server =
            RedisServer.start(
                "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru", "--appendonly", "no");
        var redis = server.open()) {
      redis.run("test", client -> client.set(Streams.MARKETS.key(), "somebody else's"));

      var check = RedisCheck.of(redis);

      assertThat(check.faults()).hasSize(2);
      assertThat(check.warnings()).hasSize(1);
    }
  }

  @Test
  void saysWhenThePasswordIsWrongOrMissing() throws Exception {
    try (var server = RedisServer.start()) {
      try (var redis = server.open()) {
        redis.run("test", client -> client.configSet("requirepass", "right"));
      }
      try (var none = new Redis(server.host(), server.port(), null);
          var wrong = new Redis(server.host(), server.port(), "wrong");
          var right = new Redis(server.host(), server.port(), "right")) {
        assertThat(RedisCheck.of(none).faults())
            .singleElement()
            .asString()
            .contains("REDIS_PASSWORD");
        assertThat(RedisCheck.of(wrong).faults())
            .singleElement()
            .asString()
            .contains("REDIS_PASSWORD");
        assertThat(RedisCheck.of(right).faults()).isEmpty();
      }
    }
  }
}
