package io.polytape.embedded.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CityHash128 in version 1.0.2, the checksum of ClickHouse's compressed blocks.
 *
 * <p>The algorithm is Google's, frozen at the version that ClickHouse's wire format uses; later
 * versions of CityHash give other values.
 */
final class CityHash128 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long K0 = 0xc3a5c85c97cb3127L;
  private static final long K1 = 0xb492b66fbe98f273L;
  private static final long K2 = 0x9ae16a3b2f90404fL;
  private static final long K3 = 0xc949d7c7509e6557L;
  private static final long K_MUL = 0x9ddfea08eb382d69L;

  private CityHash128() {}

  /** A 128-bit value; the low half comes first in a block. */
  record Hash(long low, long high) {}

  static Hash of(byte[] bytes, int offset, int length) {
    if (length >= 16) {
      long a = at(bytes, offset) ^ K3;
      long b = at(bytes, offset + 8);
      return withSeed(bytes, offset + 16, length - 16, a, b);
    }
    if (length >= 8) {
      long a = at(bytes, offset) ^ (length * K0);
      long b = at(bytes, offset + length - 8) ^ K1;
      return withSeed(new byte[0], 0, 0, a, b);
    }
    return withSeed(bytes, offset, length, K0, K1);
  }

  private static Hash withSeed(byte[] bytes, int start, int length, long seedLow, long seedHigh) {
    if (length < 128) {
      return murmur(bytes, start, length, seedLow, seedHigh);
    }
    int at = start;
    int left = length;
    long x = seedLow;
    long y = seedHigh;
    long z = length * K1;
    long v1 = Long.rotateRight(y ^ K1, 49) * K1 + at(bytes, at);
    long v2 = Long.rotateRight(v1, 42) * K1 + at(bytes, at + 8);
    long w1 = Long.rotateRight(y + z, 35) * K1 + x;
    long w2 = Long.rotateRight(x + at(bytes, at + 88), 53) * K1;
    do {
      for (int round = 0; round < 2; round++) {
        x = Long.rotateRight(x + y + v1 + at(bytes, at + 16), 37) * K1;
        y = Long.rotateRight(y + v2 + at(bytes, at + 48), 42) * K1;
        x ^= w2;
        y ^= v1;
        z = Long.rotateRight(z ^ w1, 33);
        long[] v = weak(bytes, at, v2 * K1, x + w1);
        long[] w = weak(bytes, at + 32, z + w2, y);
        v1 = v[0];
        v2 = v[1];
        w1 = w[0];
        w2 = w[1];
        long swap = z;
        z = x;
        x = swap;
        at += 64;
      }
      left -= 128;
    } while (left >= 128);
    y += Long.rotateRight(w1, 37) * K0 + z;
    x += Long.rotateRight(v1 + z, 49) * K0;
    for (int tail = 0; tail < left; ) {
      tail += 32;
      y = Long.rotateRight(y - x, 42) * K0 + v2;
      w1 += at(bytes, at + left - tail + 16);
      x = Long.rotateRight(x, 49) * K0 + w1;
      w1 += v1;
      long[] v = weak(bytes, at + left - tail, v1, v2);
      v1 = v[0];
      v2 = v[1];
    }
    x = hash16(x, v1);
    y = hash16(y, w1);
    return new Hash(hash16(x + v2, w2) + y, hash16(x + w2, y + v2));
  }

  private static Hash murmur(byte[] bytes, int start, int length, long seedLow, long seedHigh) {
    long a = seedLow;
    long b = seedHigh;
    long c;
    long d;
    if (length <= 16) {
      a = shiftMix(a * K1) * K1;
      c = b * K1 + hash0to16(bytes, start, length);
      d = shiftMix(a + (length >= 8 ? at(bytes, start) : c));
    } else {
      c = hash16(at(bytes, start + length - 8) + K1, a);
      d = hash16(b + length, c + at(bytes, start + length - 16));
      a += d;
      int at = start;
      for (int left = length - 16; left > 0; left -= 16) {
        a ^= shiftMix(at(bytes, at) * K1) * K1;
        a *= K1;
        b ^= a;
        c ^= shiftMix(at(bytes, at + 8) * K1) * K1;
        c *= K1;
        d ^= c;
        at += 16;
      }
    }
    a = hash16(a, c);
    b = hash16(d, b);
    return new Hash(a ^ b, hash16(b, a));
  }

  private static long hash0to16(byte[] bytes, int start, int length) {
    if (length > 8) {
      long a = at(bytes, start);
      long b = at(bytes, start + length - 8);
      return hash16(a, Long.rotateRight(b + length, length)) ^ b;
    }
    if (length >= 4) {
      long a = Integer.toUnsignedLong((int) INT.get(bytes, start));
      long b = Integer.toUnsignedLong((int) INT.get(bytes, start + length - 4));
      return hash16(length + (a << 3), b);
    }
    if (length > 0) {
      int a = bytes[start] & 0xff;
      int b = bytes[start + (length >>> 1)] & 0xff;
      int c = bytes[start + length - 1] & 0xff;
      int y = a + (b << 8);
      int z = length + (c << 2);
      return shiftMix(y * K2 ^ z * K3) * K2;
    }
    return K2;
  }

  private static long[] weak(byte[] bytes, int start, long seedA, long seedB) {
    long w = at(bytes, start);
    long x = at(bytes, start + 8);
    long y = at(bytes, start + 16);
    long z = at(bytes, start + 24);
    long a = seedA + w;
    long b = Long.rotateRight(seedB + a + z, 21);
    long c = a;
    a += x + y;
    b += Long.rotateRight(a, 44);
    return new long[] {a + z, b + c};
  }

  private static long hash16(long low, long high) {
    long a = (low ^ high) * K_MUL;
    a ^= a >>> 47;
    long b = (high ^ a) * K_MUL;
    b ^= b >>> 47;
    return b * K_MUL;
  }

  private static long shiftMix(long value) {
    return value ^ (value >>> 47);
  }

  private static long at(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }
}
