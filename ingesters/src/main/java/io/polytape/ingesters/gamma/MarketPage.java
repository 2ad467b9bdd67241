package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.market.Market;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows of a page; one bad market never fails it. */
final class MarketPage {
  private final MarketReader reader;
  private final BadMarkets bad;
  private final Drift drift;

  MarketPage(MarketReader reader, BadMarkets bad, Drift drift) {
    this.reader = reader;
    this.bad = bad;
    this.drift = drift;
  }

  /** The markets that can be read. */
  List<Market> read(List<JsonNode> rows, Instant now) throws TransientException {
    var markets = new ArrayList<Market>(rows.size());
    for (JsonNode row : rows) {
      String missing = row.isObject() ? MarketReader.missing(row) : "";
      if (!missing.isEmpty() && !bad.isLasting(row, missing)) {
        continue;
      }
      try {
        if (row.isObject()) {
          drift.look(row);
        }
        markets.add(reader.read(row, now));
      } catch (UndecodableException e) {
        bad.setAside(row, String.valueOf(e.getMessage()), now);
      }
    }
    return markets;
  }
}
