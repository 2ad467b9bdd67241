package io.polytape.embedded.clickhouse;

/** What a statement read, wrote and returned, as the engine counted it. */
public record QueryStats(
    long readRows,
    long readBytes,
    long writtenRows,
    long writtenBytes,
    long resultRows,
    long resultBytes) {
  /** Nothing counted yet. */
  public static final QueryStats NONE = new QueryStats(0, 0, 0, 0, 0, 0);

  QueryStats plus(QueryStats other) {
    return new QueryStats(
        readRows + other.readRows,
        readBytes + other.readBytes,
        writtenRows + other.writtenRows,
        writtenBytes + other.writtenBytes,
        resultRows + other.resultRows,
        resultBytes + other.resultBytes);
  }
}
