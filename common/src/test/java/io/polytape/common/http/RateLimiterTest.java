package io.polytape.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimiterTest {
  private static final long MILLIS = 1_000_000;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void letsABurstThroughAndThenKeepsTheRate() throws Exception {
    var limiter = new RateLimiter("test", 10, 3, nanos::get);
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.reserve()).isZero();
    }
    assertThat(limiter.reserve()).isEqualTo(100 * MILLIS);
    assertThat(limiter.reserve()).isEqualTo(200 * MILLIS);

    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.reserve()).isZero();
    }
    assertThat(limiter.reserve()).as("no more than a burst after a rest").isPositive();
  }

  @Test
  void staysAwayForAsLongAsTheSourceAsked() throws Exception {
    var limiter = new RateLimiter("test", 10, 1, nanos::get);
    var asked = new ThrottledException("test", "HTTP 429", Duration.ofSeconds(5));
    assertThatThrownBy(
            () ->
                limiter.call(
                    () -> {
                      throw asked;
                    }))
        .isSameAs(asked);

    assertThatThrownBy(() -> limiter.call(() -> "too early"))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("5 s are left");
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(limiter.call(() -> "in time")).isEqualTo("in time");
  }

  @Test
  void readsHowLongToWait() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(RetryAfter.parse(" 7 ", now)).hasSeconds(7);
    assertThat(RetryAfter.parse("Thu, 01 Jan 2026 00:01:00 GMT", now)).hasSeconds(60);
    assertThat(RetryAfter.parse("Wed, 31 Dec 2025 00:00:00 GMT", now)).isZero();
    assertThat(RetryAfter.parse("999999999", now)).hasHours(1);
    assertThat(RetryAfter.parse("soon", now)).hasSeconds(1);
    assertThat(RetryAfter.parse(null, now)).hasSeconds(1);
  }
}
