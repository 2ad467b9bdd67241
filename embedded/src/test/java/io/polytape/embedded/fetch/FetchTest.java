package io.polytape.embedded.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FetchTest {
  @Test
  void namesThePackageOfEachPlatform() {
    assertThat(Platform.of("Linux", "amd64").orElseThrow().packageSpec())
        .isEqualTo("@chdb/lib-linux-x64-gnu@" + Platform.VERSION);
    assertThat(Platform.of("Linux", "aarch64").orElseThrow().name()).isEqualTo("linux-arm64-gnu");
    assertThat(Platform.of("Mac OS X", "aarch64").orElseThrow().name()).isEqualTo("darwin-arm64");
    assertThat(Platform.of("Mac OS X", "x86_64").orElseThrow().name()).isEqualTo("darwin-x64");
    assertThat(Platform.of("Windows 11", "amd64")).isEmpty();
    assertThat(Platform.of("Linux", "riscv64")).isEmpty();
  }

  @Test
  void acceptsOnlyTheArchiveWithTheExpectedChecksum(@TempDir Path folder) throws Exception {
    Path archive = Files.writeString(folder.resolve("a.tgz"), "abc");
    String checksum =
        "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
    assertThatCode(() -> EngineLibrary.verify(archive, checksum)).doesNotThrowAnyException();
    Files.writeString(archive, "abd");
    assertThatThrownBy(() -> EngineLibrary.verify(archive, checksum))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void putsTheCacheWhereTheUserSays() {
    assertThat(Cache.folder(Map.of("POLYTAPE_CACHE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(Cache.folder(Map.of("XDG_CACHE_HOME", "/b"))).isEqualTo(Path.of("/b/polytape"));
    assertThat(Cache.folder(Map.of()).toString()).endsWith("/.cache/polytape");
  }

  @Test
  void showsSizeRateAndTimeLeft() {
    assertThat(Progress.line(50_000_000, Optional.of(200_000_000L), Duration.ofSeconds(5)))
        .isEqualTo("fetching the ClickHouse engine: 50 of 200 MB, 10.0 MB/s, 15 s left");
    assertThat(Progress.line(50_000_000, Optional.empty(), Duration.ofSeconds(5)))
        .isEqualTo("fetching the ClickHouse engine: 50 MB, 10.0 MB/s");
  }
}
