package io.polytape.embedded.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/**
 * Writes ClickHouse's own compression, {@code compress=1}: blocks of checksum (16 bytes), method,
 * compressed size with header, size, and LZ4 data.
 */
final class BlockOutputStream extends OutputStream {
  static final int CHECKSUM = 16;
  static final int HEADER = 9;
  static final int METHOD_LZ4 = 0x82;
  private static final int BLOCK = 1 << 20;

  private final OutputStream out;
  private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
  private final byte[] plain = new byte[BLOCK];
  private final byte[] block = new byte[CHECKSUM + HEADER + compressor.maxCompressedLength(BLOCK)];
  private int filled;

  BlockOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, BLOCK - filled);
      System.arraycopy(bytes, offset + done, plain, filled, part);
      filled += part;
      done += part;
      if (filled == BLOCK) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    if (filled == 0) {
      return;
    }
    int size = HEADER + compressor.compress(plain, 0, filled, block, CHECKSUM + HEADER);
    ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(CHECKSUM, (byte) METHOD_LZ4);
    buffer.putInt(CHECKSUM + 1, size);
    buffer.putInt(CHECKSUM + 5, filled);
    CityHash128.Hash hash = CityHash128.of(block, CHECKSUM, size);
    buffer.putLong(0, hash.low());
    buffer.putLong(8, hash.high());
    out.write(block, 0, CHECKSUM + size);
    filled = 0;
  }

  @Override
  public void flush() throws IOException {
    writeBlock();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    writeBlock();
    out.close();
  }
}
