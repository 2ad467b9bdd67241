package io.polytape.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.data.ClickHouseCityHash;
import java.util.Random;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The client's own class, which it will move.
final class CityHash128Test {
  @Test
  void agreesWithTheOfficialClientAtEveryLength() {
    Random random = new Random(7);
    for (int length = 0; length < 700; length++) {
      byte[] bytes = new byte[length + 3];
      random.nextBytes(bytes);
      long[] expected = ClickHouseCityHash.cityHash128(bytes, 3, length);
      assertThat(CityHash128.of(bytes, 3, length))
          .as("length %d", length)
          .isEqualTo(new CityHash128.Hash(expected[0], expected[1]));
    }
  }
}
