package io.polytape.embedded.http;

import com.github.luben.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Reads ClickHouse's own compression, {@code decompress=1}; checks sizes and checksums. */
final class BlockInputStream extends InputStream {
  /** As in ClickHouse: no honest block is larger, and a forged size must not fill the memory. */
  private static final int MAX_BLOCK = 128 << 20;

  private static final int METHOD_NONE = 0x02;
  private static final int METHOD_ZSTD = 0x90;

  private final InputStream in;
  private final LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();
  private byte[] plain = new byte[0];
  private int position;
  private int limit;

  BlockInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return fill() ? plain[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(length, limit - position);
    System.arraycopy(plain, position, bytes, offset, part);
    position += part;
    return part;
  }

  private boolean fill() throws IOException {
    while (position == limit) {
      if (!readBlock()) {
        return false;
      }
    }
    return true;
  }

  private boolean readBlock() throws IOException {
    int headSize = BlockOutputStream.CHECKSUM + BlockOutputStream.HEADER;
    byte[] head = in.readNBytes(headSize);
    if (head.length == 0) {
      return false;
    }
    if (head.length < headSize) {
      throw new EOFException("Cannot read all data: a compressed block is cut off in its header");
    }
    ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int method = head[BlockOutputStream.CHECKSUM] & 0xff;
    int size = header.getInt(BlockOutputStream.CHECKSUM + 1);
    int plainSize = header.getInt(BlockOutputStream.CHECKSUM + 5);
    if (size < BlockOutputStream.HEADER
        || size > MAX_BLOCK
        || plainSize < 0
        || plainSize > MAX_BLOCK) {
      throw new CorruptBlockException("Compressed block has impossible sizes");
    }
    byte[] block = new byte[size];
    System.arraycopy(head, BlockOutputStream.CHECKSUM, block, 0, BlockOutputStream.HEADER);
    int data = size - BlockOutputStream.HEADER;
    if (in.readNBytes(block, BlockOutputStream.HEADER, data) < data) {
      throw new EOFException("Cannot read all data: a compressed block is cut off");
    }
    CityHash128.Hash hash = CityHash128.of(block, 0, size);
    if (hash.low() != header.getLong(0) || hash.high() != header.getLong(8)) {
      throw new CorruptBlockException("Checksum doesn't match: corrupted data");
    }
    decompress(method, block, plainSize);
    return true;
  }

  private void decompress(int method, byte[] block, int plainSize) throws IOException {
    int data = block.length - BlockOutputStream.HEADER;
    if (plain.length < plainSize) {
      plain = new byte[plainSize];
    }
    position = 0;
    limit = plainSize;
    if (method == METHOD_NONE && data == plainSize) {
      System.arraycopy(block, BlockOutputStream.HEADER, plain, 0, plainSize);
      return;
    }
    long written =
        switch (method) {
          case BlockOutputStream.METHOD_LZ4 -> decompressLz4(block, data, plainSize);
          case METHOD_ZSTD ->
              Zstd.decompressByteArray(plain, 0, plainSize, block, BlockOutputStream.HEADER, data);
          default ->
              throw new CorruptBlockException(
                  "Unknown codec family code: " + method + "; LZ4, ZSTD and NONE are supported");
        };
    if (written != plainSize) {
      throw new CorruptBlockException("Cannot decompress a block: its data is corrupt");
    }
  }

  private int decompressLz4(byte[] block, int data, int plainSize) {
    try {
      return decompressor.decompress(block, BlockOutputStream.HEADER, data, plain, 0, plainSize);
    } catch (LZ4Exception e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** A block that no correct sender would write. */
  static final class CorruptBlockException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptBlockException(String message) {
      super(message);
    }
  }
}
