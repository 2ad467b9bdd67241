package io.polytape.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MigrationTest {
  @Test
  void listsEveryFileOfTheFolderWithoutAHole() throws Exception {
    try (var files = Files.list(Path.of("src/main/resources/schema"))) {
      assertThat(Migration.all()).hasSize((int) files.count());
    }
    assertThat(Migration.all().stream().map(Migration::version))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, Migration.all().size()).boxed().toList());
  }

  @Test
  void splitsStatementsAndLeavesOutComments() {
    var migration =
        Migration.parse(
            "V007__a_b.sql",
            """
            -- why
            CREATE TABLE IF NOT EXISTS a (x UInt8)
            ENGINE = Memory;

            CREATE OR REPLACE VIEW b AS SELECT ';' AS c;
            """);

    assertThat(migration.version()).isEqualTo(7);
    assertThat(migration.name()).isEqualTo("a_b");
    assertThat(migration.statements())
        .containsExactly(
            "CREATE TABLE IF NOT EXISTS a (x UInt8)\nENGINE = Memory",
            "CREATE OR REPLACE VIEW b AS SELECT ';' AS c");
  }

  @Test
  void hasOneChecksumWhateverTheLineEnds() {
    String text = "CREATE TABLE IF NOT EXISTS a (x UInt8)\nENGINE = Memory;\n";

    assertThat(Migration.parse("V001__a.sql", text.replace("\n", "\r\n")).checksum())
        .isEqualTo(Migration.parse("V001__a.sql", text).checksum());
  }

  @Test
  void refusesAStatementThatCannotBeRepeated() {
    assertThatThrownBy(() -> Migration.parse("V001__a.sql", "CREATE TABLE a (x UInt8);"))
        .hasMessageContaining("can be repeated");
  }
}
