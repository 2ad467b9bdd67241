package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A request's one statement, told apart from the rows that may follow it. */
sealed interface Statement {
  /** Any statement without rows; the format is what its FORMAT clause names, if it has one. */
  record Query(String sql, Optional<String> format) implements Statement {}

  /** An INSERT whose rows begin at a byte of the request; its SQL ends before FORMAT or VALUES. */
  record Insert(String sql, Optional<String> format, int rowsStart) implements Statement {}

  /**
   * Reads the statement at the head of a request.
   *
   * @param head the first bytes of the request
   * @param whole whether the request has no more bytes than these
   * @throws EngineException when there is no statement, more than one, one that touches files of
   *     this machine, or one longer than the head
   */
  static Statement parse(byte[] head, boolean whole) throws EngineException {
    SqlScanner scanner = new SqlScanner(head, head.length);
    scanner.next();
    if (scanner.token() == SqlScanner.Token.END && whole) {
      throw EngineException.of(62, "SYNTAX_ERROR", "Syntax error: empty query");
    }
    if (scanner.word().equals("INSERT")) {
      Optional<Statement> insert = insert(head, scanner);
      if (insert.isPresent()) {
        return insert.get();
      }
    }
    if (!whole) {
      throw EngineException.of(
          62,
          "SYNTAX_ERROR",
          "Max query size exceeded (max_query_size = "
              + head.length
              + "; only the rows of an INSERT may be longer)");
    }
    return query(head);
  }

  /** Empty when the INSERT takes its rows from a SELECT, or from nowhere. */
  private static Optional<Statement> insert(byte[] head, SqlScanner scanner)
      throws EngineException {
    scanner.next();
    if (scanner.word().equals("INTO")) {
      scanner.next();
    }
    if (scanner.word().equals("TABLE")) {
      scanner.next();
    }
    if (scanner.word().equals("FUNCTION")) {
      scanner.next();
    }
    scanner.next();
    while (scanner.is('.')) {
      scanner.next();
      scanner.next();
    }
    int depth = 0;
    boolean previousFrom = false;
    for (; scanner.token() != SqlScanner.Token.END; scanner.next()) {
      switch (scanner.token()) {
        case OPEN -> depth++;
        case CLOSE -> depth--;
        case SEMICOLON -> {
          return Optional.empty();
        }
        case WORD -> {
          String word = scanner.word();
          if (previousFrom && word.equals("INFILE")) {
            throw fileAccess("FROM INFILE");
          }
          if (word.equals("SELECT") || word.equals("WITH") || word.equals("WATCH")) {
            return Optional.empty();
          }
          if (depth == 0 && word.equals("VALUES")) {
            String sql = text(head, scanner.start());
            return Optional.of(new Insert(sql, Optional.of("Values"), scanner.end()));
          }
          if (depth == 0 && word.equals("FORMAT")) {
            String sql = text(head, scanner.start());
            scanner.next();
            String format = scanner.text();
            return Optional.of(
                new Insert(sql, Optional.of(format), rowsStart(head, scanner.end())));
          }
        }
        case QUOTED_NAME, OTHER, END -> {}
      }
      previousFrom = scanner.word().equals("FROM");
    }
    return Optional.of(new Insert(text(head, head.length), Optional.empty(), head.length));
  }

  /** Rows begin after the blanks that follow the format's name and at most one line end. */
  private static int rowsStart(byte[] head, int afterFormat) {
    int at = afterFormat;
    while (at < head.length && (head[at] == ' ' || head[at] == '\t' || head[at] == '\f')) {
      at++;
    }
    if (at < head.length && head[at] == '\r') {
      at++;
    }
    if (at < head.length && head[at] == '\n') {
      at++;
    }
    return at;
  }

  private static Query query(byte[] head) throws EngineException {
    SqlScanner scanner = new SqlScanner(head, head.length);
    String previous = "";
    Optional<String> format = Optional.empty();
    boolean ended = false;
    int depth = 0;
    for (scanner.next(); scanner.token() != SqlScanner.Token.END; scanner.next()) {
      switch (scanner.token()) {
        case OPEN -> depth++;
        case CLOSE -> depth--;
        case SEMICOLON -> ended = true;
        case WORD, QUOTED_NAME, OTHER -> {
          if (ended) {
            throw EngineException.of(
                62, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
          }
        }
        case END -> {}
      }
      String word = scanner.word();
      if (previous.equals("INTO") && word.equals("OUTFILE")) {
        throw fileAccess("INTO OUTFILE");
      }
      if (previous.equals("FROM") && word.equals("INFILE")) {
        throw fileAccess("FROM INFILE");
      }
      if (depth == 0 && previous.equals("FORMAT") && !word.isEmpty()) {
        format = Optional.of(scanner.text());
      }
      previous = word;
    }
    return new Query(text(head, head.length), format);
  }

  /** The engine would read or write this machine's files for anybody who may send a statement. */
  private static EngineException fileAccess(String clause) {
    return EngineException.of(
        344, "SUPPORT_IS_DISABLED", clause + " is not allowed over the HTTP interface");
  }

  private static String text(byte[] head, int end) {
    return new String(head, 0, end, StandardCharsets.UTF_8);
  }
}
