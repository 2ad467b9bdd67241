package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * What a request says beside its body: parameters of the URL, sorted into those of the interface,
 * those of the statement ({@code param_*}) and settings, and ClickHouse's headers.
 */
final class QueryRequest {
  /** Parameters that ClickHouse's HTTP handler takes for itself; every other one is a setting. */
  private static final Set<String> RESERVED =
      Set.of(
          "query",
          "database",
          "default_format",
          "user",
          "password",
          "quota_key",
          "query_id",
          "stacktrace",
          "compress",
          "decompress",
          "session_id",
          "session_check",
          "session_timeout",
          "close_session",
          "role",
          "buffer_size",
          "wait_end_of_query",
          "enable_http_compression",
          "client_protocol_version");

  private final Map<String, String> parameters;
  private final HttpFields headers;

  private QueryRequest(Map<String, String> parameters, HttpFields headers) {
    this.parameters = parameters;
    this.headers = headers;
  }

  /** Reads a raw query string; of a name given twice the last value counts. */
  static QueryRequest parse(@Nullable String rawQuery, HttpFields headers) throws EngineException {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (rawQuery != null) {
      for (String pair : rawQuery.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = equals < 0 ? pair : pair.substring(0, equals);
          String value = equals < 0 ? "" : pair.substring(equals + 1);
          parameters.put(decode(name), decode(value));
        }
      }
    }
    return new QueryRequest(parameters, headers);
  }

  private static String decode(String text) throws EngineException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw EngineException.of(
          36, "BAD_ARGUMENTS", "The URL has a wrong percent-encoding: " + e.getMessage());
    }
  }

  /** The statement, or its beginning, as the URL has it. */
  String query() {
    return parameters.getOrDefault("query", "");
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).filter(value -> !value.isEmpty());
  }

  boolean flag(String name) {
    String value = parameters.getOrDefault(name, "0");
    return value.equals("1") || value.equalsIgnoreCase("true");
  }

  Optional<String> database() {
    return parameter("database").or(() -> header("X-ClickHouse-Database"));
  }

  Optional<String> defaultFormat() {
    return parameter("default_format").or(() -> header("X-ClickHouse-Format"));
  }

  /** Values of the statement's {@code {name:Type}} parameters. */
  Map<String, String> statementParameters() {
    Map<String, String> values = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> {
          if (name.startsWith("param_")) {
            values.put(name.substring("param_".length()), value);
          }
        });
    return values;
  }

  /**
   * Settings for this statement only.
   *
   * @throws EngineException when a name cannot be one of a setting
   */
  Map<String, String> settings() throws EngineException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      if (RESERVED.contains(name) || name.startsWith("param_")) {
        continue;
      }
      if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
        throw EngineException.of(115, "UNKNOWN_SETTING", "Unknown setting '" + name + "'.");
      }
      settings.put(name, parameter.getValue());
    }
    return settings;
  }

  /** Content codings of the body, outermost first. */
  String contentEncoding() {
    return header("Content-Encoding").orElse("identity");
  }

  String acceptEncoding() {
    return header("Accept-Encoding").orElse("");
  }
}
