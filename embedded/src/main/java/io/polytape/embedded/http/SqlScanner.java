package io.polytape.embedded.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Splits ClickHouse SQL into tokens, just well enough to see where strings, comments and
 * parentheses begin and end.
 */
final class SqlScanner {
  /** What kind of token the scanner stands on. */
  enum Token {
    WORD,
    QUOTED_NAME,
    OPEN,
    CLOSE,
    SEMICOLON,
    OTHER,
    END
  }

  private final byte[] sql;
  private final int limit;
  private int position;
  private int start;
  private Token token = Token.OTHER;

  SqlScanner(byte[] sql, int limit) {
    this.sql = sql;
    this.limit = limit;
  }

  /** Moves to the next token, past space and comments. */
  Token next() {
    skipSpaceAndComments();
    start = position;
    token = read();
    return token;
  }

  Token token() {
    return token;
  }

  /** Where the current token begins. */
  int start() {
    return start;
  }

  /** Where the current token ends. */
  int end() {
    return position;
  }

  /** The current token in capitals if it is a word, else the empty string. */
  String word() {
    return token == Token.WORD ? text().toUpperCase(Locale.ROOT) : "";
  }

  /** The current token as it is written. */
  String text() {
    return new String(sql, start, position - start, StandardCharsets.UTF_8);
  }

  boolean is(char symbol) {
    return token == Token.OTHER && position - start == 1 && sql[start] == symbol;
  }

  private Token read() {
    if (position >= limit) {
      return Token.END;
    }
    byte c = sql[position];
    if (isWord(c)) {
      while (position < limit && isWord(sql[position])) {
        position++;
      }
      return Token.WORD;
    }
    return switch (c) {
      case '\'' -> skipQuoted(c, Token.OTHER);
      case '`', '"' -> skipQuoted(c, Token.QUOTED_NAME);
      case '$' -> skipHeredoc();
      case '(', '[', '{' -> skipOne(Token.OPEN);
      case ')', ']', '}' -> skipOne(Token.CLOSE);
      case ';' -> skipOne(Token.SEMICOLON);
      default -> skipOne(Token.OTHER);
    };
  }

  private void skipSpaceAndComments() {
    while (position < limit) {
      byte c = sql[position];
      if (c >= 0 && c <= ' ') {
        position++;
      } else if (startsWith("--") || startsWith("# ") || startsWith("#!")) {
        skipTo("\n");
      } else if (startsWith("/*")) {
        position += 2;
        skipTo("*/");
      } else {
        return;
      }
    }
  }

  private void skipTo(String end) {
    while (position < limit && !startsWith(end)) {
      position++;
    }
    position = Math.min(limit, position + end.length());
  }

  private Token skipOne(Token kind) {
    position++;
    return kind;
  }

  private Token skipQuoted(byte quote, Token kind) {
    position++;
    while (position < limit) {
      byte c = sql[position++];
      if (c == '\\') {
        position = Math.min(limit, position + 1);
      } else if (c == quote) {
        // A doubled quote closes and opens again: the same string to us.
        return kind;
      }
    }
    return kind;
  }

  /** {@code $tag$ ... $tag$}; a lone dollar is just a symbol. */
  private Token skipHeredoc() {
    int end = position + 1;
    while (end < limit && isWord(sql[end])) {
      end++;
    }
    if (end >= limit || sql[end] != '$') {
      return skipOne(Token.OTHER);
    }
    String tag = new String(sql, position, end + 1 - position, StandardCharsets.ISO_8859_1);
    position = end + 1;
    skipTo(tag);
    return Token.OTHER;
  }

  private boolean startsWith(String prefix) {
    if (position + prefix.length() > limit) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (sql[position + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
