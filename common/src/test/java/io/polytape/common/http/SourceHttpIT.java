package io.polytape.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SourceHttpIT {
  private static final int MOST = 1_000;

  private final MockWebServer server = new MockWebServer();
  private final SourceHttp http =
      new SourceHttp("test", Duration.ofMillis(500), MOST, InstantSource.system());

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void postsJsonAndReadsTheWholeAnswer() throws Exception {
    answer(new MockResponse.Builder().body("x".repeat(MOST)));
    assertThat(http.post(url("/books"), "[1]").body()).hasSize(MOST);

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(Objects.requireNonNull(request.getBody()).utf8()).isEqualTo("[1]");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void readsNoLongerAnswerThanItMay() {
    answer(new MockResponse.Builder().body("x".repeat(MOST + 1)));
    assertThatThrownBy(() -> http.get(url("/")))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("more than 1000 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 425, 500, 503})
  void waitingMayMendThese(int status) {
    answer(new MockResponse.Builder().code(status));
    assertThatThrownBy(() -> http.get(url("/")))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 404, 422})
  void itsCallerJudgesThese(int status) throws Exception {
    answer(new MockResponse.Builder().code(status));
    assertThat(http.get(url("/")).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void saysHowLongTheSourceAskedToWait(int status) {
    answer(new MockResponse.Builder().code(status).addHeader("Retry-After", "9"));
    assertThatThrownBy(() -> http.get(url("/")))
        .isInstanceOfSatisfying(
            ThrottledException.class, e -> assertThat(e.waitTime()).hasSeconds(9));
  }

  @Test
  void followsARedirectOnTheSameHostOnly() throws Exception {
    answer(new MockResponse.Builder().code(302).addHeader("Location", "/there"));
    answer(new MockResponse.Builder().body("found"));
    assertThat(http.get(url("/here")).body()).asString().isEqualTo("found");

    String elsewhere = "http://localhost.localdomain:" + server.getPort() + "/there";
    answer(new MockResponse.Builder().code(302).addHeader("Location", elsewhere));
    assertThatThrownBy(() -> http.get(url("/here")))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("HTTP 302");
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void repeatsNoPostUnlessTheRedirectKeepsItsBody() throws Exception {
    answer(new MockResponse.Builder().code(302).addHeader("Location", "/there"));
    assertThatThrownBy(() -> http.post(url("/here"), "[]")).isInstanceOf(TransientException.class);

    answer(new MockResponse.Builder().code(307).addHeader("Location", "/there"));
    answer(new MockResponse.Builder().body("found"));
    assertThat(http.post(url("/here"), "[]").body()).asString().isEqualTo("found");
  }

  @Test
  void givesUpOnASourceThatIsSilentOrNotThere() {
    answer(new MockResponse.Builder().headersDelay(1, TimeUnit.MINUTES));
    assertThatThrownBy(() -> http.get(url("/")))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("no whole answer");
    HttpUrl gone = url("/");
    server.close();
    assertThatThrownBy(() -> http.get(gone))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("no whole answer");
  }

  private void answer(MockResponse.Builder answer) {
    server.enqueue(answer.build());
  }

  private HttpUrl url(String path) {
    return server.url(path);
  }
}
