package io.polytape.processors.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTest {
  @Test
  void plainTextStaysAsItIs() {
    assertThat(Printable.line("Wird es regnen? 雨 \"100%\""))
        .isEqualTo("Wird es regnen? 雨 \"100%\"");
    assertThat(Printable.bytes("{\"v\":1}".getBytes(UTF_8))).isEqualTo("{\"v\":1}");
  }

  @Test
  void nothingCanSteerTheTerminal() {
    assertThat(Printable.line("a\u001b[2Jb\r\nc\u009bd\u202ee\u2028f"))
        .isEqualTo("a\\u001b[2Jb\\u000d\\u000ac\\u009bd\\u202ee\\u2028f");
    assertThat(Printable.line("\udb40\udc01")).isEqualTo("\\U000e0001");
  }

  @Test
  void bytesThatAreNoPlainTextAreShownAsHex() {
    assertThat(Printable.bytes(new byte[] {0x1b, '[', 'm'})).isEqualTo("000000  1b 5b 6d");
    assertThat(Printable.bytes(new byte[] {(byte) 0xff, (byte) 0xfe})).isEqualTo("000000  ff fe");
    assertThat(Printable.bytes(new byte[33]).lines()).hasSize(2).last().isEqualTo("000020  00");
    assertThat(Printable.bytes(new byte[0])).isEmpty();
  }
}
