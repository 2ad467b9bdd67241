package io.polytape.simulator.subgraph;

import io.polytape.simulator.world.Fills;
import io.polytape.simulator.world.Hashes;
import io.polytape.simulator.world.MatchKind;
import io.polytape.simulator.world.World;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/** The values of fills as the subgraph shows them. Safe for use by several threads. */
final class FillRows {
  private static final byte[] COLLATERAL = {'0'};

  private final World world;
  private final Fills fills;
  private final Hashes transactions;
  private final Hashes orders;

  /** ASCII of the token ids by market; as many entries as there are markets. */
  private final ConcurrentHashMap<Integer, Tokens> tokens = new ConcurrentHashMap<>();

  private static final class Tokens {
    final byte[][] ids;
    final byte[] exchange;

    Tokens(byte[][] ids, byte[] exchange) {
      this.ids = ids;
      this.exchange = exchange;
    }
  }

  FillRows(World world) {
    this.world = world;
    this.fills = world.fills();
    this.transactions = world.transactions();
    this.orders = world.orders();
  }

  Fills fills() {
    return fills;
  }

  /** Appends the value without quotes. */
  void write(Column column, int row, JsonBytes out) {
    switch (column) {
      case ID -> {
        byte[] target = out.room(2 * Hashes.TEXT_LENGTH + 1);
        int at = transactions.write(fills.transaction(row), target, out.length());
        target[at++] = '_';
        out.advanceTo(orders.write(fills.order(row), target, at));
      }
      case TRANSACTION_HASH -> hash(transactions, fills.transaction(row), out);
      case ORDER_HASH -> hash(orders, fills.order(row), out);
      case MAKER, TAKER, MAKER_ASSET_ID, TAKER_ASSET_ID -> out.write(known(column, row));
      case TIMESTAMP, MAKER_AMOUNT_FILLED, TAKER_AMOUNT_FILLED, FEE ->
          out.writeNumber(number(column, row));
    }
  }

  private static void hash(Hashes hashes, long number, JsonBytes out) {
    byte[] target = out.room(Hashes.TEXT_LENGTH);
    out.advanceTo(hashes.write(number, target, out.length()));
  }

  private byte[] known(Column column, int row) {
    return switch (column) {
      case MAKER -> world.wallets().address(fills.maker(row));
      case TAKER ->
          fills.kind(row) == MatchKind.TAKER_ORDER
              ? tokens(row).exchange
              : world.wallets().address(fills.taker(row));
      case MAKER_ASSET_ID -> fills.buy(row) ? COLLATERAL : tokens(row).ids[fills.outcome(row)];
      case TAKER_ASSET_ID -> fills.buy(row) ? tokens(row).ids[fills.outcome(row)] : COLLATERAL;
      default ->
          throw new IllegalArgumentException("expected an address or an asset, was " + column);
    };
  }

  long number(Column column, int row) {
    return switch (column) {
      case TIMESTAMP -> fills.timestamp(row);
      case MAKER_AMOUNT_FILLED -> fills.made(row);
      case TAKER_AMOUNT_FILLED -> fills.taken(row);
      case FEE -> fills.fee(row);
      default -> throw new IllegalArgumentException("expected a number, was " + column);
    };
  }

  String text(Column column, int row) {
    var out = new JsonBytes(160);
    write(column, row, out);
    return new String(out.buffer(), 0, out.length(), StandardCharsets.US_ASCII);
  }

  /** Compares a value of a row with a wanted one: a BigInteger for numbers, a String for text. */
  int compare(Column column, int row, Object wanted) {
    if (column.number()) {
      BigInteger number = (BigInteger) wanted;
      return number.bitLength() < 64
          ? Long.compare(number(column, row), number.longValue())
          : -number.signum();
    }
    return text(column, row).compareTo((String) wanted);
  }

  /** The first 8 bytes of a row's transaction hash, by which ids are ordered. */
  long transactionPrefix(int row) {
    return transactions.word(fills.transaction(row), 0);
  }

  /** Orders two rows by a column. */
  int compareRows(Column column, int left, int right) {
    if (column.number()) {
      return Long.compare(number(column, left), number(column, right));
    }
    if (column == Column.ID || column == Column.TRANSACTION_HASH) {
      int byTransaction = Long.compareUnsigned(transactionPrefix(left), transactionPrefix(right));
      if (byTransaction != 0) {
        return byTransaction;
      }
      return column == Column.ID
          ? Long.compareUnsigned(
              orders.word(fills.order(left), 0), orders.word(fills.order(right), 0))
          : 0;
    }
    return text(column, left).compareTo(text(column, right));
  }

  private Tokens tokens(int row) {
    return tokens.computeIfAbsent(
        fills.market(row),
        index -> {
          var market = world.market(index);
          byte[][] ids = market.tokenIds().stream().map(FillRows::ascii).toArray(byte[][]::new);
          return new Tokens(ids, ascii(market.exchange().address()));
        });
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
