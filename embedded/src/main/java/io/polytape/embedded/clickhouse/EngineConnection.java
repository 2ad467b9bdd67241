package io.polytape.embedded.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/**
 * One session of the engine: its settings and its current database live and die with it.
 *
 * <p>Runs one statement at a time; not for several threads at once. Calls block for as long as the
 * statement runs and belong on platform threads.
 */
public final class EngineConnection implements AutoCloseable {
  private static final int CHUNK = 256 * 1024;
  private static final String NOT_STREAMABLE = "Streaming query is not supported";

  private final Chdb chdb;
  private final MemorySegment pointer;
  private final MemorySegment handle;

  EngineConnection(Chdb chdb, MemorySegment pointer) {
    this.chdb = chdb;
    this.pointer = pointer;
    this.handle = Chdb.handle(pointer);
  }

  /** Selects a database, as {@code USE} does. */
  public void use(String database) throws EngineException {
    execute("USE `" + database.replace("\\", "\\\\").replace("`", "\\`") + "`");
  }

  /** Sets settings for every later statement of this connection. */
  public void set(Map<String, String> settings) throws EngineException {
    if (settings.isEmpty()) {
      return;
    }
    StringBuilder sql = new StringBuilder("SET ");
    settings.forEach(
        (name, value) -> {
          if (sql.length() > 4) {
            sql.append(", ");
          }
          sql.append(name).append(" = ").append(SqlLiterals.quote(value));
        });
    execute(sql.toString());
  }

  /** Runs a statement whose output nobody reads. */
  public QueryStats execute(String sql) throws EngineException {
    try {
      return runWhole(QueryText.of(sql), (bytes, soFar) -> {});
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a SELECT and hands its result over block by block, or any other statement at once. */
  public QueryStats run(QueryText text, ResultSink sink) throws EngineException, IOException {
    MemorySegment stream = chdb.streamQuery(handle, text);
    try {
      String error = chdb.error(stream);
      if (error != null) {
        if (error.contains(NOT_STREAMABLE)) {
          return runWhole(text, sink);
        }
        throw new EngineException(error);
      }
      return drain(stream, sink);
    } finally {
      chdb.destroyResult(stream);
    }
  }

  /** Runs a statement that is known to be no SELECT. */
  public QueryStats runWhole(QueryText text, ResultSink sink) throws EngineException, IOException {
    MemorySegment result = chdb.query(handle, text);
    try {
      QueryStats stats = check(result);
      MemorySegment data = chdb.data(result);
      if (data.byteSize() > 0) {
        sink.accept(data, stats);
      }
      return stats;
    } finally {
      chdb.destroyResult(result);
    }
  }

  private QueryStats drain(MemorySegment stream, ResultSink sink)
      throws EngineException, IOException {
    QueryStats total = QueryStats.NONE;
    boolean ended = false;
    try {
      while (true) {
        MemorySegment chunk = chdb.streamFetch(handle, stream);
        try {
          ended = chdb.error(chunk) != null;
          total = total.plus(check(chunk));
          MemorySegment data = chdb.data(chunk);
          if (data.byteSize() == 0) {
            ended = true;
            return total;
          }
          sink.accept(data, total);
        } finally {
          chdb.destroyResult(chunk);
        }
      }
    } finally {
      if (!ended) {
        chdb.streamCancel(handle, stream);
      }
    }
  }

  /**
   * Inserts rows in the given input format.
   *
   * @param text the INSERT without its FORMAT clause and data
   * @param rows the rows' bytes; an error while reading them cancels the insert
   */
  public QueryStats insert(QueryText text, InputStream rows) throws EngineException, IOException {
    MemorySegment insert = chdb.streamInsert(handle, text);
    boolean finished = false;
    try {
      String error = chdb.insertError(insert);
      if (error != null) {
        finished = true;
        throw new EngineException(error);
      }
      append(insert, rows);
      finished = true;
      MemorySegment result = chdb.insertDone(insert);
      try {
        return check(result);
      } finally {
        chdb.destroyResult(result);
      }
    } finally {
      if (!finished) {
        chdb.cancelInsert(insert);
      }
      chdb.destroyInsert(insert);
    }
  }

  /** Stops early when the engine has failed; the error then comes with the end of the insert. */
  private void append(MemorySegment insert, InputStream rows) throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(CHUNK);
      int read;
      do {
        read = rows.readNBytes(buffer, 0, CHUNK);
        if (read > 0) {
          MemorySegment.copy(buffer, 0, chunk, ValueLayout.JAVA_BYTE, 0, read);
          if (!chdb.append(insert, chunk, read)) {
            return;
          }
        }
      } while (read == CHUNK);
    }
  }

  private QueryStats check(MemorySegment result) throws EngineException {
    String error = chdb.error(result);
    if (error != null) {
      throw new EngineException(error);
    }
    return new QueryStats(
        chdb.counter(result, Chdb.Counter.READ_ROWS),
        chdb.counter(result, Chdb.Counter.READ_BYTES),
        chdb.counter(result, Chdb.Counter.WRITTEN_ROWS),
        chdb.counter(result, Chdb.Counter.WRITTEN_BYTES),
        chdb.counter(result, Chdb.Counter.RESULT_ROWS),
        chdb.counter(result, Chdb.Counter.RESULT_BYTES));
  }

  @Override
  public void close() {
    chdb.close(pointer);
  }
}
