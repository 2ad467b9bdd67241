package io.polytape.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.embedded.clickhouse.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

final class AccessTest {
  private final Access access = Access.of("default", "s3cret&");

  @Test
  void takesThePasswordFromHeaderUrlAndBasicAuthentication() throws EngineException {
    for (QueryRequest request :
        new QueryRequest[] {
          request("", "X-ClickHouse-User", "default", "X-ClickHouse-Key", "s3cret&"),
          request("user=default&password=s3cret%26"),
          request("password=s3cret%26"),
          request("", "Authorization", "Basic " + base64("default:s3cret&"))
        }) {
      assertThatCode(() -> access.check(request)).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesEverythingElse() throws EngineException {
    assertCode(request(""), 194);
    assertCode(request("user=default&password=wrong"), 516);
    assertCode(request("user=other&password=s3cret%26"), 516);
    assertCode(request("", "Authorization", "Basic " + base64("default:wrong")), 516);
    assertCode(request("", "Authorization", "Basic ***"), 516);
    assertCode(request("", "Authorization", "Bearer x"), 516);
    assertCode(request("password=s3cret%26", "X-ClickHouse-Key", "wrong"), 516);
  }

  @Test
  void asksForNothingWhereNoPasswordIsSet() throws EngineException {
    Access.open().check(request("user=anybody&password=anything"));
  }

  private void assertCode(QueryRequest request, int code) {
    assertThatThrownBy(() -> access.check(request))
        .isInstanceOfSatisfying(
            EngineException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  private static QueryRequest request(String query, String... headers) throws EngineException {
    HttpFields.Mutable fields = HttpFields.build();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    return QueryRequest.parse(query, fields);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
