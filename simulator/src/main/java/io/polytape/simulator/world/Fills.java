package io.polytape.simulator.world;

import java.util.Arrays;
import java.util.List;

/**
 * All fills made so far, in the order of (timestamp, id), column by column.
 *
 * <p>Appended by one thread at a time, a whole block at once; read by any number of threads without
 * a lock: a reader takes {@link #size()} first and reads rows below it only. A row takes about 50
 * bytes.
 */
public final class Fills {
  private static final int BITS = 15;
  private static final int CHUNK = 1 << BITS;

  private static final class Chunk {
    final int[] timestamp = new int[CHUNK];
    final int[] transaction = new int[CHUNK];
    final int[] order = new int[CHUNK];
    final int[] market = new int[CHUNK];
    final short[] shape = new short[CHUNK];
    final int[] maker = new int[CHUNK];
    final int[] taker = new int[CHUNK];
    final long[] made = new long[CHUNK];
    final long[] taken = new long[CHUNK];
    final long[] fee = new long[CHUNK];
  }

  private volatile Chunk[] chunks = new Chunk[0];
  private volatile int size;

  /**
   * Appends the legs of one block, which must be in the order of their ids and later than all
   * before.
   */
  void append(long timestamp, List<Leg> legs) {
    int at = size;
    for (Leg leg : legs) {
      if (at >>> BITS == chunks.length) {
        Chunk[] more = Arrays.copyOf(chunks, chunks.length + 1);
        more[chunks.length] = new Chunk();
        chunks = more;
      }
      Chunk chunk = chunks[at >>> BITS];
      int row = at & (CHUNK - 1);
      chunk.timestamp[row] = Math.toIntExact(timestamp);
      chunk.transaction[row] = leg.transaction();
      chunk.order[row] = leg.order();
      chunk.market[row] = leg.market();
      chunk.shape[row] =
          (short)
              (leg.outcome()
                  | (leg.buy() ? 0x10 : 0)
                  | (leg.lastMatch() ? 0x20 : 0)
                  | (leg.kind().code() << 8));
      chunk.maker[row] = leg.maker();
      chunk.taker[row] = leg.taker();
      chunk.made[row] = leg.made();
      chunk.taken[row] = leg.taken();
      chunk.fee[row] = leg.fee();
      at++;
    }
    size = at;
  }

  /** How many fills are visible. */
  public int size() {
    return size;
  }

  /** Block time in epoch seconds. */
  public long timestamp(int row) {
    return chunk(row).timestamp[row & (CHUNK - 1)];
  }

  public int transaction(int row) {
    return chunk(row).transaction[row & (CHUNK - 1)];
  }

  public int order(int row) {
    return chunk(row).order[row & (CHUNK - 1)];
  }

  public int market(int row) {
    return chunk(row).market[row & (CHUNK - 1)];
  }

  public int outcome(int row) {
    return shape(row) & 0xF;
  }

  /** Whether the maker hands over collateral. */
  public boolean buy(int row) {
    return (shape(row) & 0x10) != 0;
  }

  /**
   * Whether the OrdersMatched entity of its transaction shows this leg: the last match overwrites
   * those before.
   */
  public boolean lastMatch(int row) {
    return (shape(row) & 0x20) != 0;
  }

  public MatchKind kind(int row) {
    return MatchKind.of(shape(row) >>> 8);
  }

  /** Number of the maker's wallet. */
  public int maker(int row) {
    return chunk(row).maker[row & (CHUNK - 1)];
  }

  /** Number of the taker's wallet; means nothing for {@link MatchKind#TAKER_ORDER}. */
  public int taker(int row) {
    return chunk(row).taker[row & (CHUNK - 1)];
  }

  /** Base units that the maker handed over. */
  public long made(int row) {
    return chunk(row).made[row & (CHUNK - 1)];
  }

  /** Base units that the maker received. */
  public long taken(int row) {
    return chunk(row).taken[row & (CHUNK - 1)];
  }

  public long fee(int row) {
    return chunk(row).fee[row & (CHUNK - 1)];
  }

  /**
   * The first of the first {@code limit} rows whose timestamp is at least this; {@code limit} if
   * there is none.
   */
  public int firstAtOrAfter(long timestamp, int limit) {
    int low = 0;
    int high = limit;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timestamp(middle) < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int shape(int row) {
    return chunk(row).shape[row & (CHUNK - 1)];
  }

  private Chunk chunk(int row) {
    return chunks[row >>> BITS];
  }
}
