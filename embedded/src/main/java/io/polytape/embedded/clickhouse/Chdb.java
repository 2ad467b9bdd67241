package io.polytape.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The C functions of the chDB library, one method each.
 *
 * <p>Loaded once per process and never unloaded. Handles are raw addresses; the classes around this
 * one own them. The functions are those of chDB's {@code chdb.h}.
 */
@SuppressWarnings("restricted") // Foreign functions are what this class is for.
final class Chdb {
  private final MethodHandle setSignalHandlersEnabled;
  private final MethodHandle connect;
  private final MethodHandle closeConnection;
  private final MethodHandle query;
  private final MethodHandle streamQuery;
  private final MethodHandle streamFetch;
  private final MethodHandle streamCancel;
  private final MethodHandle destroyResult;
  private final MethodHandle streamInsert;
  private final MethodHandle streamAppend;
  private final MethodHandle streamDone;
  private final MethodHandle cancelInsert;
  private final MethodHandle insertError;
  private final MethodHandle destroyInsert;
  private final MethodHandle resultBuffer;
  private final MethodHandle resultLength;
  private final MethodHandle resultError;
  private final Map<Counter, MethodHandle> counters;
  private final MethodHandle shutdown;

  /** A number that a result carries, and the function that reads it. */
  enum Counter {
    RESULT_ROWS("chdb_result_rows_read"),
    RESULT_BYTES("chdb_result_bytes_read"),
    READ_ROWS("chdb_result_storage_rows_read"),
    READ_BYTES("chdb_result_storage_bytes_read"),
    WRITTEN_ROWS("chdb_result_rows_written"),
    WRITTEN_BYTES("chdb_result_bytes_written");

    private final String function;

    Counter(String function) {
      this.function = function;
    }
  }

  private Chdb(Functions functions) {
    setSignalHandlersEnabled = functions.of("chdb_set_signal_handlers_enabled", null, JAVA_INT);
    connect = functions.of("chdb_connect", ADDRESS, JAVA_INT, ADDRESS);
    closeConnection = functions.of("chdb_close_conn", null, ADDRESS);
    query = functions.withParameters("chdb_query_with_params_n");
    streamQuery = functions.withParameters("chdb_stream_query_with_params_n");
    streamFetch = functions.of("chdb_stream_fetch_result", ADDRESS, ADDRESS, ADDRESS);
    streamCancel = functions.of("chdb_stream_cancel_query", null, ADDRESS, ADDRESS);
    destroyResult = functions.of("chdb_destroy_query_result", null, ADDRESS);
    streamInsert = functions.withParameters("chdb_stream_insert_with_params_n");
    streamAppend = functions.of("chdb_stream_append", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    streamDone = functions.of("chdb_stream_done", ADDRESS, ADDRESS);
    cancelInsert = functions.of("chdb_stream_cancel_insert", null, ADDRESS);
    insertError = functions.of("chdb_stream_insert_error", ADDRESS, ADDRESS);
    destroyInsert = functions.of("chdb_destroy_insert_stream", null, ADDRESS);
    resultBuffer = functions.of("chdb_result_buffer", ADDRESS, ADDRESS);
    resultLength = functions.of("chdb_result_length", JAVA_LONG, ADDRESS);
    resultError = functions.of("chdb_result_error", ADDRESS, ADDRESS);
    counters = functions.counters();
    shutdown = functions.of("chdb_shutdown", JAVA_INT);
  }

  static Chdb load(Path library) {
    useUtc();
    Chdb chdb = new Chdb(new Functions(SymbolLookup.libraryLookup(library, Arena.global())));
    // Before the first connection, or the library's handlers fight the JVM's.
    chdb.run(
        () -> {
          chdb.setSignalHandlersEnabled.invokeExact(0);
        });
    return chdb;
  }

  /** The engine takes its time zone from the environment of the process, once. */
  private static void useUtc() {
    Functions libc = new Functions(Linker.nativeLinker().defaultLookup());
    MethodHandle setenv = libc.of("setenv", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("TZ");
      MemorySegment value = arena.allocateFrom("UTC");
      int failed = call(() -> (int) setenv.invokeExact(name, value, 1));
      if (failed != 0) {
        throw new IllegalStateException("cannot set the engine's time zone");
      }
    }
  }

  /** A pointer to a connection handle, NULL when the engine refused. */
  MemorySegment connect(List<String> arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argv = arena.allocate(ADDRESS, arguments.size());
      for (int i = 0; i < arguments.size(); i++) {
        argv.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
      }
      return call(() -> (MemorySegment) connect.invokeExact(arguments.size(), argv));
    }
  }

  /** The handle that a connection's pointer points at. */
  static MemorySegment handle(MemorySegment connectionPointer) {
    return connectionPointer.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
  }

  void close(MemorySegment connectionPointer) {
    run(
        () -> {
          closeConnection.invokeExact(connectionPointer);
        });
  }

  MemorySegment query(MemorySegment connection, QueryText text) {
    return start(query, connection, text);
  }

  MemorySegment streamQuery(MemorySegment connection, QueryText text) {
    return start(streamQuery, connection, text);
  }

  MemorySegment streamInsert(MemorySegment connection, QueryText text) {
    return start(streamInsert, connection, text);
  }

  private static MemorySegment start(
      MethodHandle function, MemorySegment connection, QueryText text) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] sql = text.sql().getBytes(StandardCharsets.UTF_8);
      byte[] format = text.format().getBytes(StandardCharsets.UTF_8);
      MemorySegment sqlBytes = arena.allocateFrom(JAVA_BYTE, sql);
      MemorySegment formatBytes = arena.allocateFrom(JAVA_BYTE, format);
      int count = text.parameters().size();
      NativeStrings names = NativeStrings.of(arena, text.parameters().keySet());
      NativeStrings values = NativeStrings.of(arena, text.parameters().values());
      return call(
          () ->
              (MemorySegment)
                  function.invokeExact(
                      connection,
                      sqlBytes,
                      (long) sql.length,
                      formatBytes,
                      (long) format.length,
                      names.pointers(),
                      names.lengths(),
                      values.pointers(),
                      values.lengths(),
                      (long) count));
    }
  }

  MemorySegment streamFetch(MemorySegment connection, MemorySegment stream) {
    return call(() -> (MemorySegment) streamFetch.invokeExact(connection, stream));
  }

  void streamCancel(MemorySegment connection, MemorySegment stream) {
    run(
        () -> {
          streamCancel.invokeExact(connection, stream);
        });
  }

  void destroyResult(MemorySegment result) {
    run(
        () -> {
          destroyResult.invokeExact(result);
        });
  }

  boolean append(MemorySegment insert, MemorySegment data, long length) {
    return call(() -> (int) streamAppend.invokeExact(insert, data, length)) == 0;
  }

  MemorySegment insertDone(MemorySegment insert) {
    return call(() -> (MemorySegment) streamDone.invokeExact(insert));
  }

  void cancelInsert(MemorySegment insert) {
    run(
        () -> {
          cancelInsert.invokeExact(insert);
        });
  }

  void destroyInsert(MemorySegment insert) {
    run(
        () -> {
          destroyInsert.invokeExact(insert);
        });
  }

  @Nullable String insertError(MemorySegment insert) {
    return text(call(() -> (MemorySegment) insertError.invokeExact(insert)));
  }

  @Nullable String error(MemorySegment result) {
    return text(call(() -> (MemorySegment) resultError.invokeExact(result)));
  }

  /** The bytes of a result, valid until the result is destroyed. */
  MemorySegment data(MemorySegment result) {
    long length = call(() -> (long) resultLength.invokeExact(result));
    return length == 0
        ? MemorySegment.NULL
        : call(() -> (MemorySegment) resultBuffer.invokeExact(result)).reinterpret(length);
  }

  long counter(MemorySegment result, Counter counter) {
    MethodHandle function = Objects.requireNonNull(counters.get(counter));
    return call(() -> (long) function.invokeExact(result));
  }

  /** Stops the engine's threads; false while a connection is open. */
  boolean shutdown() {
    return call(() -> (int) shutdown.invokeExact()) == 0;
  }

  private static @Nullable String text(MemorySegment pointer) {
    if (pointer.address() == 0) {
      return null;
    }
    String text = pointer.reinterpret(Long.MAX_VALUE).getString(0);
    return text.isEmpty() ? null : text;
  }

  private interface Call<T> {
    T invoke() throws Throwable;
  }

  private interface Run {
    void invoke() throws Throwable;
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("call into the engine's library failed", e);
    }
  }

  private void run(Run run) {
    call(
        () -> {
          run.invoke();
          return this;
        });
  }

  private record NativeStrings(MemorySegment pointers, MemorySegment lengths) {
    static NativeStrings of(Arena arena, Collection<String> strings) {
      if (strings.isEmpty()) {
        return new NativeStrings(MemorySegment.NULL, MemorySegment.NULL);
      }
      MemorySegment pointers = arena.allocate(ADDRESS, strings.size());
      MemorySegment lengths = arena.allocate(JAVA_LONG, strings.size());
      int i = 0;
      for (String string : strings) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(JAVA_BYTE, bytes));
        lengths.setAtIndex(JAVA_LONG, i, bytes.length);
        i++;
      }
      return new NativeStrings(pointers, lengths);
    }
  }

  private record Functions(SymbolLookup library) {
    MethodHandle of(String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
      MemorySegment address =
          library
              .find(name)
              .orElseThrow(() -> new IllegalStateException("no such function: " + name));
      return Linker.nativeLinker()
          .downcallHandle(
              address,
              result == null
                  ? FunctionDescriptor.ofVoid(arguments)
                  : FunctionDescriptor.of(result, arguments));
    }

    MethodHandle withParameters(String name) {
      return of(
          name, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS,
          ADDRESS, JAVA_LONG);
    }

    Map<Counter, MethodHandle> counters() {
      Map<Counter, MethodHandle> counters = new EnumMap<>(Counter.class);
      for (Counter counter : Counter.values()) {
        counters.put(counter, of(counter.function, JAVA_LONG, ADDRESS));
      }
      return Map.copyOf(counters);
    }
  }
}
