package io.polytape.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One numbered change of the tables.
 *
 * @param version from 1, without holes
 * @param name what it makes, as in the file's name
 * @param checksum SHA-256 of the file's text; a released file is never edited
 * @param statements each may be run again without changing anything
 */
record Migration(int version, String name, String checksum, List<String> statements) {
  private static final Pattern FILE = Pattern.compile("V(\\d{3})__([a-z0-9_]+)\\.sql");
  private static final Pattern REPEATABLE =
      Pattern.compile(
          "(?s)(CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS|CREATE OR REPLACE VIEW"
              + "|DROP (TABLE|VIEW) IF EXISTS|ALTER TABLE \\w+ \\w+ \\w+ IF (NOT )?EXISTS) .*");

  /** Every migration that this program has, in order; a test holds the list against the folder. */
  private static final List<String> FILES =
      List.of(
          "V001__markets.sql",
          "V002__order_filled.sql",
          "V003__trades.sql",
          "V004__candles.sql",
          "V005__ingest_log.sql",
          "V006__live.sql",
          "V007__changes_not_applied.sql");

  Migration {
    statements = List.copyOf(statements);
  }

  static List<Migration> all() {
    return FILES.stream().map(file -> parse(file, read(file))).toList();
  }

  /** Reads a file: statements end with a semicolon at a line's end, {@code --} starts a comment. */
  static Migration parse(String file, String text) {
    var matcher = FILE.matcher(file);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected V<3 digits>__<name>.sql, was '" + file + "'");
    }
    String unix = text.replace("\r\n", "\n");
    String code =
        unix.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    List<String> statements =
        Stream.of(code.split(";\\s*(\n|$)"))
            .map(String::strip)
            .filter(statement -> !statement.isEmpty())
            .toList();
    for (String statement : statements) {
      if (!REPEATABLE.matcher(statement).matches()) {
        throw new IllegalArgumentException(
            file + ": expected a statement that can be repeated, was: " + statement);
      }
    }
    return new Migration(
        Integer.parseInt(matcher.group(1)), matcher.group(2), sha256(unix), statements);
  }

  private static String read(String file) {
    try (InputStream in = Migration.class.getResourceAsStream("/schema/" + file)) {
      if (in == null) {
        throw new IllegalStateException("no migration " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "V%03d %s".formatted(version, name);
  }
}
