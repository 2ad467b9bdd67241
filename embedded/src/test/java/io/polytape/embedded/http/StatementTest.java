package io.polytape.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.embedded.clickhouse.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatementTest {
  @Test
  void anInsertEndsBeforeItsFormatAndRowsBeginAfterOneLineEnd() throws EngineException {
    assertInsert("INSERT INTO t FORMAT CSV\n1,2\n", "INSERT INTO t ", "CSV", "1,2\n");
    assertInsert(
        "insert into t (a, b) format RowBinary\n\n", "insert into t (a, b) ", "RowBinary", "\n");
    assertInsert(
        "INSERT INTO t VALUES (1), ('FORMAT x')", "INSERT INTO t ", "Values", " (1), ('FORMAT x')");
    assertInsert(
        "INSERT INTO TABLE `format`.values (`select`) SETTINGS a=1 FORMAT TSV  \r\n1",
        "INSERT INTO TABLE `format`.values (`select`) SETTINGS a=1 ",
        "TSV",
        "1");
    assertInsert(
        "/* VALUES */ INSERT INTO FUNCTION null('a Int8') -- FORMAT\n VALUES (1)",
        "/* VALUES */ INSERT INTO FUNCTION null('a Int8') -- FORMAT\n ",
        "Values",
        " (1)");
  }

  @Test
  void anInsertWithoutFormatTakesTheDefaultOne() throws EngineException {
    assertThat(parse("INSERT INTO t (a)\n"))
        .isEqualTo(new Statement.Insert("INSERT INTO t (a)\n", Optional.empty(), 18));
  }

  @Test
  void anInsertFromASelectIsAQuery() throws EngineException {
    for (String sql :
        new String[] {
          "INSERT INTO t SELECT 1",
          "INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x",
          "INSERT INTO t (SELECT 1)"
        }) {
      assertThat(parse(sql)).isEqualTo(new Statement.Query(sql, Optional.empty()));
    }
  }

  @Test
  void aQueryNamesItsFormat() throws EngineException {
    assertThat(parse("SELECT format FROM t FORMAT JSON;"))
        .isEqualTo(new Statement.Query("SELECT format FROM t FORMAT JSON;", Optional.of("JSON")));
    assertThat(parse("SELECT 'a FORMAT b', (SELECT 1)"))
        .isEqualTo(new Statement.Query("SELECT 'a FORMAT b', (SELECT 1)", Optional.empty()));
  }

  @Test
  void oneStatementIsAllowedAndComments() throws EngineException {
    parse("SELECT ';' ; -- ; end\n /* ; */ ;");
    parse("SELECT $x$;$x$, `a;b`, \"c;\", 'it\\';s', 'it'';s'");
    assertThatThrownBy(() -> parse("SELECT 1; DROP TABLE t"))
        .isInstanceOfSatisfying(
            EngineException.class, error -> assertThat(error.code()).isEqualTo(62));
  }

  @Test
  void filesOfThisMachineAreOutOfReach() {
    for (String sql :
        new String[] {
          "SELECT 1 INTO OUTFILE '/tmp/x'",
          "SELECT 1 INTO/**/outfile '/tmp/x'",
          "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT TSV"
        }) {
      assertThatThrownBy(() -> parse(sql)).hasMessageContaining("not allowed");
    }
  }

  @Test
  void onlyRowsMayGoBeyondTheHead() throws EngineException {
    byte[] insert = "INSERT INTO t FORMAT CSV\n1".getBytes(StandardCharsets.UTF_8);
    assertThat(Statement.parse(insert, false)).isInstanceOf(Statement.Insert.class);
    assertThatThrownBy(() -> Statement.parse("SELECT 1".getBytes(StandardCharsets.UTF_8), false))
        .hasMessageContaining("Max query size");
    assertThatThrownBy(() -> parse("  -- nothing\n")).hasMessageContaining("empty query");
  }

  private static void assertInsert(String text, String sql, String format, String rows)
      throws EngineException {
    assertThat(parse(text))
        .isInstanceOfSatisfying(
            Statement.Insert.class,
            insert -> {
              assertThat(insert.sql()).isEqualTo(sql);
              assertThat(insert.format()).contains(format);
              assertThat(text.substring(insert.rowsStart())).isEqualTo(rows);
            });
  }

  private static Statement parse(String text) throws EngineException {
    return Statement.parse(text.getBytes(StandardCharsets.UTF_8), true);
  }
}
