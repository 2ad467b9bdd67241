package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import okio.Buffer;
import okio.Okio;
import org.junit.jupiter.api.Test;

final class CappedFramesTest {
  private static final int TEXT = 0x81;
  private static final int FIRST = 0x01;
  private static final int MIDDLE = 0x00;
  private static final int LAST = 0x80;
  private static final int PING = 0x89;

  private final Buffer in = new Buffer();

  private void frame(int first, int length, char content) {
    in.writeByte(first);
    if (length < 126) {
      in.writeByte(length);
    } else if (length < 65_536) {
      in.writeByte(126);
      in.writeShort(length);
    } else {
      in.writeByte(127);
      in.writeLong(length);
    }
    in.writeUtf8(String.valueOf(content).repeat(length));
  }

  private Buffer capped(long cap) throws IOException {
    var out = new Buffer();
    try (var source = Okio.buffer((okio.Source) new CappedFrames(in, cap))) {
      source.readAll(out);
    }
    return out;
  }

  @Test
  void leavesFramesWithinTheCapAsTheyAre() throws IOException {
    frame(TEXT, 5, 'a');
    frame(TEXT, 1_000, 'b');
    frame(FIRST, 500, 'c');
    frame(PING, 4, 'p');
    frame(LAST, 500, 'd');
    frame(TEXT, 70_000, 'e');
    var expected = in.clone();
    assertThat(capped(100_000).snapshot()).isEqualTo(expected.snapshot());
  }

  @Test
  void cutsALongFrameAndGoesOnBehindIt() throws IOException {
    frame(TEXT, 200_000, 'a');
    frame(TEXT, 3, 'b');
    Buffer out = capped(10_000);
    assertThat(out.readByte() & 0xff).isEqualTo(TEXT);
    assertThat(out.readByte()).isEqualTo((byte) 127);
    assertThat(out.readLong()).isEqualTo(10_000);
    assertThat(out.readUtf8(10_000)).isEqualTo("a".repeat(10_000));
    assertThat(out.readByteArray()).isEqualTo(new byte[] {(byte) TEXT, 3, 'b', 'b', 'b'});
  }

  @Test
  void endsAFragmentedMessageWhereItGetsTooLong() throws IOException {
    frame(FIRST, 60, 'a');
    frame(MIDDLE, 60, 'b');
    frame(PING, 1, 'p');
    frame(MIDDLE, 60, 'c');
    frame(LAST, 60, 'd');
    frame(TEXT, 1, 'e');
    Buffer out = capped(100);
    assertThat(out.readByte() & 0xff).isEqualTo(FIRST);
    assertThat(out.readByte()).isEqualTo((byte) 60);
    out.skip(60);
    assertThat(out.readByteArray())
        .isEqualTo(new byte[] {(byte) LAST, 0, (byte) PING, 1, 'p', (byte) TEXT, 1, 'e'});
  }

  @Test
  void givesUpAFrameThatIsNotWorthReadingToItsEnd() {
    in.writeByte(TEXT);
    in.writeByte(127);
    in.writeLong(1L << 50);
    assertThatThrownBy(() -> capped(1_000)).isInstanceOf(ProtocolException.class);
  }
}
