package io.polytape.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0} through {1}")
@MethodSource("pairs")
final class ConformanceIT {
  private static final int LARGE = 1_000_000;

  private final Target target;
  private final Road road;
  private SqlClient client;

  ConformanceIT(Target target, Road road) {
    this.target = target;
    this.road = road;
  }

  enum Road {
    PLAIN_HTTP,
    CLIENT_V2,
    CLIENT_V2_HTTP_COMPRESSION,
    JDBC
  }

  static Stream<Arguments> pairs() {
    return Targets.all().stream()
        .flatMap(target -> Stream.of(Road.values()).map(road -> Arguments.of(target, road)));
  }

  private SqlClient open(String database) throws Exception {
    return switch (road) {
      case PLAIN_HTTP -> new HttpClientUnderTest(target, database);
      case CLIENT_V2 -> new ClientV2UnderTest(target, database, false);
      case CLIENT_V2_HTTP_COMPRESSION -> new ClientV2UnderTest(target, database, true);
      case JDBC -> new JdbcUnderTest(target, database);
    };
  }

  @BeforeEach
  void createDatabase() throws Exception {
    String database = "conformance_" + UUID.randomUUID().toString().replace("-", "");
    try (SqlClient root = open("default")) {
      root.execute("CREATE DATABASE " + database);
    }
    client = open(database);
  }

  @AfterEach
  void dropDatabase() throws Exception {
    client.execute("DROP DATABASE " + client.database());
    client.close();
  }

  @Test
  void everyTypeKeepsItsValuesAtTheBounds() throws Exception {
    Map<String, List<String>> types = new LinkedHashMap<>();
    for (int bits = 8; bits <= 256; bits *= 2) {
      var one = java.math.BigInteger.ONE;
      types.put("UInt" + bits, List.of("0", one.shiftLeft(bits).subtract(one).toString()));
      types.put(
          "Int" + bits,
          List.of(
              one.shiftLeft(bits - 1).negate().toString(),
              one.shiftLeft(bits - 1).subtract(one).toString()));
    }
    String digits = "99999999999999999999.999999999999999999";
    types.put("Decimal(38, 18)", List.of("-" + digits, digits, "0.000000000000000001", "0"));
    types.put("Decimal(76, 6)", List.of("9".repeat(70) + ".999999"));
    types.put("Bool", List.of("true", "false"));
    types.put("Date", List.of("1970-01-01", "2149-06-06"));
    types.put("Date32", List.of("1900-01-01", "2299-12-31"));
    types.put("DateTime", List.of("1970-01-01 00:00:00", "2106-02-07 06:28:15"));
    types.put("DateTime64(3)", List.of("1900-01-01 00:00:00", "2026-11-21 12:34:56.789"));
    types.put("DateTime64(6)", List.of("2299-12-31 23:59:59.999999"));
    types.put("UUID", List.of("61f0c404-5cb3-11e7-907b-a6006ad3dba0"));
    types.put("FixedString(4)", List.of("abcd"));
    types.put("LowCardinality(String)", List.of("", "BUY"));
    types.put("Enum8('BUY' = -128, 'SELL' = 127)", List.of("BUY", "SELL"));
    types.put("Float64", List.of("0.1", "-1.5"));
    types.put("String", List.of("", "tab\tline\nquote'back\\slash", "\u20ac \ud83d\ude00"));
    int column = 0;
    for (Map.Entry<String, List<String>> type : types.entrySet()) {
      String table = "t" + column++;
      client.execute(
          "CREATE TABLE " + table + " (v " + type.getKey() + ") ENGINE = MergeTree ORDER BY v");
      for (String value : type.getValue()) {
        client.execute("INSERT INTO " + table + " (v) VALUES (" + quote(value) + ")");
        String read = client.value("SELECT v FROM " + table);
        assertThat(canonicalTime(read)).as(type.getKey()).isEqualTo(value);
        client.execute("TRUNCATE TABLE " + table);
      }
    }
  }

  @Test
  void nullsAndArraysComeBackAsTheyWent() throws Exception {
    client.execute(
        "CREATE TABLE t (n Nullable(Int64), a Array(String), b Array(Array(UInt8))) ENGINE ="
            + " MergeTree ORDER BY tuple()");
    client.execute("INSERT INTO t VALUES (NULL, ['x', 'y\\'z', ''], [[1, 2], []])");
    assertThat(client.value("SELECT n FROM t")).isEqualTo("NULL");
    assertThat(client.value("SELECT isNull(n) FROM t")).isEqualTo("1");
    assertThat(client.value("SELECT a FROM t")).isEqualTo("['x','y\\'z','']");
    assertThat(client.value("SELECT toString(b) FROM t")).isEqualTo("[[1,2],[]]");
  }

  @Test
  void integersOnePastTheirBoundsWrapInSilence() throws Exception {
    assertThat(client.value("SELECT toUInt8(256)")).isEqualTo("0");
    assertThat(client.value("SELECT toInt64(9223372036854775808)"))
        .isEqualTo("-9223372036854775808");
    client.execute("CREATE TABLE t (v UInt8) ENGINE = MergeTree ORDER BY v");
    client.execute("INSERT INTO t SELECT 257");
    assertThat(client.value("SELECT v FROM t")).isEqualTo("1");
    assertThat(client.errorCode("SELECT toDecimal128('1e38', 18)")).isIn(69, 407);
  }

  @Test
  void errorsKeepTheirCodes() throws Exception {
    assertThat(client.errorCode("SELECT * FROM missing")).isEqualTo(60);
    assertThat(client.errorCode("SELECT missing")).isEqualTo(47);
    assertThat(client.errorCode("SELECT missing(1)")).isEqualTo(46);
    assertThat(client.errorCode("SELEC 1")).isEqualTo(62);
    assertThat(client.errorCode("SELECT 1 SETTINGS missing = 1")).isEqualTo(115);
    assertThat(client.errorCode("SELECT throwIf(1)")).isEqualTo(395);
    assertThat(client.errorCode("SELECT * FROM missing.missing")).isIn(60, 81);
    client.execute("CREATE TABLE t (v UInt8) ENGINE = MergeTree ORDER BY v");
    assertThat(client.errorCode("CREATE TABLE t (v UInt8) ENGINE = MergeTree ORDER BY v"))
        .isEqualTo(57);
    assertThat(client.value("SELECT 1")).as("goes on after errors").isEqualTo("1");
  }

  @Test
  void aRepeatedInsertIsStoredTwiceWithoutAWindow() throws Exception {
    table("t", 0);
    insert("t", "1\n2\n", Map.of());
    insert("t", "1\n2\n", Map.of());
    assertThat(count("t")).isEqualTo("4");
  }

  @Test
  void aRepeatedInsertIsDroppedWithAWindow() throws Exception {
    table("t", 1000);
    insert("t", "1\n2\n", Map.of());
    insert("t", "1\n2\n", Map.of());
    assertThat(count("t")).isEqualTo("2");
  }

  @Test
  void aTokenDropsEvenOtherRowsOfThePartitionButNotOfANewOne() throws Exception {
    client.execute(
        "CREATE TABLE t (v UInt64) ENGINE = MergeTree PARTITION BY v >= 10 ORDER BY v SETTINGS"
            + " non_replicated_deduplication_window = 1000");
    insert("t", "1\n2\n", token("a"));
    insert("t", "3\n4\n", token("a"));
    assertThat(count("t")).as("other rows, same token").isEqualTo("2");
    insert("t", "1\n2\n11\n", token("a"));
    assertThat(count("t")).as("one partition more").isEqualTo("3");
    insert("t", "1\n2\n", token("b"));
    assertThat(count("t")).as("another token").isEqualTo("5");
  }

  @Test
  void aMaterializedViewNeedsAWindowOfItsOwn() throws Exception {
    table("source", 1000);
    for (int window : new int[] {1000, 0}) {
      client.execute(
          "CREATE TABLE target"
              + window
              + " (total UInt64) ENGINE = MergeTree ORDER BY total SETTINGS"
              + " non_replicated_deduplication_window = "
              + window);
      client.execute(
          "CREATE MATERIALIZED VIEW view"
              + window
              + " TO target"
              + window
              + " AS SELECT sum(v) AS total FROM source");
    }
    for (int i = 0; i < 2; i++) {
      insert("source", "1\n2\n", token("a"));
    }
    assertThat(count("source")).isEqualTo("2");
    assertThat(client.value("SELECT sum(total) FROM target1000")).isEqualTo("3");
    assertThat(client.value("SELECT sum(total) FROM target0")).isEqualTo("6");
  }

  @Test
  void streamsALargeInsert() throws Exception {
    client.execute("CREATE TABLE t (v UInt64, s String) ENGINE = MergeTree ORDER BY v");
    byte[] rows =
        IntStream.range(0, LARGE)
            .mapToObj(i -> i + "\trow " + i + "\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);
    try (InputStream in = new ByteArrayInputStream(rows)) {
      client.insert("t", in, Map.of("async_insert", "0"));
    }
    assertThat(client.value("SELECT (count(), sum(v), uniqExact(s))::String FROM t"))
        .isEqualTo("(1000000,499999500000,1000000)");
  }

  @Test
  void runsManyStatementsAtOnce() throws Exception {
    table("t", 0);
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int number = i;
        answers.add(
            threads.submit(
                () -> {
                  try (SqlClient own = open(client.database())) {
                    own.execute("INSERT INTO t VALUES (" + number + ")");
                    return own.value("SELECT sum(number) + " + number + " FROM numbers(100000)");
                  }
                }));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(Long.toString(4_999_950_000L + i));
      }
    }
    assertThat(client.value("SELECT uniqExact(v) FROM t")).isEqualTo("64");
  }

  @Test
  void settingsOfOneStatementDoNotReachTheNext() throws Exception {
    table("t", 0);
    for (int i = 0; i < 4; i++) {
      client.execute("INSERT INTO t SELECT number FROM numbers(10)", Map.of("max_threads", "1"));
      assertThat(client.value("SELECT changed FROM system.settings WHERE name = 'max_threads'"))
          .isEqualTo("0");
    }
  }

  private void table(String name, int window) throws Exception {
    client.execute(
        "CREATE TABLE "
            + name
            + " (v UInt64) ENGINE = MergeTree ORDER BY v SETTINGS"
            + " non_replicated_deduplication_window = "
            + window);
  }

  private void insert(String table, String rows, Map<String, String> settings) throws Exception {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("async_insert", "0");
    all.put("insert_deduplicate", "1");
    all.put("deduplicate_blocks_in_dependent_materialized_views", "1");
    client.insert(table, new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)), all);
  }

  private static Map<String, String> token(String token) {
    return Map.of("insert_deduplication_token", token);
  }

  private String count(String table) throws Exception {
    return client.value("SELECT count() FROM " + table);
  }

  private static String quote(String value) {
    return "'"
        + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")
        + "'";
  }

  /** Text has a fixed number of fraction digits, decoded times have none at the end. */
  private static String canonicalTime(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\d .*\\.\\d+") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
