package io.polytape.simulator.subgraph;

import java.util.Map;

/**
 * An entity type of the subgraph and the columns behind its fields. Both read the rows of fills.
 */
@SuppressWarnings("ImmutableEnumChecker") // the map is an unmodifiable one
enum Entity {
  ORDER_FILLED(
      "OrderFilledEvent",
      Map.ofEntries(
          Map.entry("id", Column.ID),
          Map.entry("transactionHash", Column.TRANSACTION_HASH),
          Map.entry("timestamp", Column.TIMESTAMP),
          Map.entry("orderHash", Column.ORDER_HASH),
          Map.entry("maker", Column.MAKER),
          Map.entry("makerAssetId", Column.MAKER_ASSET_ID),
          Map.entry("makerAmountFilled", Column.MAKER_AMOUNT_FILLED),
          Map.entry("taker", Column.TAKER),
          Map.entry("takerAssetId", Column.TAKER_ASSET_ID),
          Map.entry("takerAmountFilled", Column.TAKER_AMOUNT_FILLED),
          Map.entry("fee", Column.FEE))),
  /** One per transaction: the row of the taker order of its last match. */
  ORDERS_MATCHED(
      "OrdersMatchedEvent",
      Map.of(
          "id", Column.TRANSACTION_HASH,
          "timestamp", Column.TIMESTAMP,
          "makerAssetID", Column.MAKER_ASSET_ID,
          "takerAssetID", Column.TAKER_ASSET_ID,
          "makerAmountFilled", Column.MAKER_AMOUNT_FILLED,
          "takerAmountFilled", Column.TAKER_AMOUNT_FILLED));

  private final String typeName;
  private final Map<String, Column> columns;

  Entity(String typeName, Map<String, Column> columns) {
    this.typeName = typeName;
    this.columns = columns;
  }

  String typeName() {
    return typeName;
  }

  Column column(String field) {
    Column column = columns.get(field);
    if (column == null) {
      throw new QueryException("Type `" + typeName + "` has no field `" + field + "`");
    }
    return column;
  }
}
