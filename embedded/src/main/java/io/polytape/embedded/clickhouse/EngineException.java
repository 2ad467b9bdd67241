package io.polytape.embedded.clickhouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error of the engine, with ClickHouse's numeric code and its own message. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Pattern CODE = Pattern.compile("Code: (\\d{1,9})\\. ");

  /** ClickHouse's code for an error that has none of its own. */
  private static final int UNKNOWN_EXCEPTION = 1002;

  private static final Pattern NAME = Pattern.compile("\\(([A-Z][A-Z0-9_]+)\\)\\s*$");

  private final int code;
  private final String name;

  /** An error in the engine's own words, {@code Code: N. DB::Exception: ... (NAME)}. */
  public EngineException(String message) {
    super(message);
    Matcher matcher = CODE.matcher(message);
    code = matcher.find() ? Integer.parseInt(matcher.group(1)) : UNKNOWN_EXCEPTION;
    Matcher nameMatcher = NAME.matcher(message);
    name = nameMatcher.find() ? nameMatcher.group(1) : "UNKNOWN_EXCEPTION";
  }

  /** An error found before the engine was asked, in the engine's form. */
  public static EngineException of(int code, String name, String message) {
    return new EngineException("Code: " + code + ". DB::Exception: " + message + " (" + name + ")");
  }

  /** ClickHouse's name of the error, such as {@code UNKNOWN_TABLE}. */
  public String name() {
    return name;
  }

  /** ClickHouse's numeric error code. */
  public int code() {
    return code;
  }
}
