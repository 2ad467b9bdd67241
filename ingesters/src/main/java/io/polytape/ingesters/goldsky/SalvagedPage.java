package io.polytape.ingesters.goldsky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.goldsky.FillQuery.FromTime;
import io.polytape.ingesters.goldsky.FillQuery.WithinSecond;
import io.polytape.ingesters.goldsky.graphql.FillsByIdQuery;
import io.polytape.ingesters.goldsky.graphql.FillsByTimeQuery;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import okhttp3.HttpUrl;

/**
 * Reads an answer of which the generated models can make nothing because fields are missing: whole
 * rows stay rows, the others are kept as they came.
 */
final class SalvagedPage {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final URI url;
  private final SourceHttp http;

  SalvagedPage(URI url, SourceHttp http) {
    this.url = url;
    this.http = http;
  }

  FillPage fetch(FillQuery query, int first) throws TransientException {
    ObjectNode request = JSON.createObjectNode();
    ObjectNode variables = request.putObject("variables").put("first", first);
    ObjectNode where = variables.putObject("where");
    switch (query) {
      case FromTime(long timestamp) -> {
        request.put("query", FillsByTimeQuery.OPERATION_DOCUMENT);
        where.put("timestamp_gte", Long.toString(timestamp));
      }
      case WithinSecond within -> {
        request.put("query", FillsByIdQuery.OPERATION_DOCUMENT);
        where.put("timestamp", Long.toString(within.timestamp()));
        if (!within.idGreaterThan().isEmpty()) {
          where.put("id_gt", within.idGreaterThan());
        }
      }
    }
    return read(query, http.post(HttpUrl.get(url.toString()), request.toString()).body());
  }

  private static FillPage read(FillQuery query, byte[] body) throws TransientException {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (IOException e) {
      throw new TransientException(GoldskyClient.STAGE, "the answer is not JSON", e);
    }
    JsonNode events = answer.path("data").path("orderFilledEvents");
    if (answer.hasNonNull("errors") || !events.isArray()) {
      throw new TransientException(GoldskyClient.STAGE, "the answer has no rows");
    }
    var rows = new ArrayList<FillRow>();
    var unplaced = new ArrayList<FillRow.Damaged>();
    for (JsonNode event : events) {
      String id = event.path("id").asText("");
      long timestamp = GoldskyClient.time(event.path("timestamp").asText(""));
      String missing = missing(event);
      if (missing.isEmpty()) {
        rows.add(whole(event, id, timestamp));
      } else {
        var damaged =
            new FillRow.Damaged(
                id,
                timestamp,
                "the field " + missing + " is missing",
                event.toString().getBytes(StandardCharsets.UTF_8));
        if (id.isEmpty() || timestamp < 0) {
          unplaced.add(damaged);
        } else {
          rows.add(damaged);
        }
      }
    }
    JsonNode meta = answer.path("data").path("_meta");
    JsonNode block = meta.path("block").path("number");
    return new FillPage(
        query,
        rows,
        unplaced,
        block.isNumber()
            ? new FillPage.Head(block.longValue(), meta.path("hasIndexingErrors").asBoolean())
            : null);
  }

  private static FillRow whole(JsonNode event, String id, long timestamp) {
    return new FillRow.Whole(
        id,
        timestamp,
        event.path("transactionHash").asText(),
        event.path("orderHash").asText(),
        event.path("maker").asText(),
        event.path("taker").asText(),
        event.path("makerAssetId").asText(),
        event.path("takerAssetId").asText(),
        event.path("makerAmountFilled").asText(),
        event.path("takerAmountFilled").asText(),
        event.path("fee").asText());
  }

  private static String missing(JsonNode event) {
    for (String field :
        new String[] {
          "id",
          "timestamp",
          "transactionHash",
          "orderHash",
          "maker",
          "taker",
          "makerAssetId",
          "takerAssetId",
          "makerAmountFilled",
          "takerAmountFilled",
          "fee"
        }) {
      if (!event.path(field).isTextual() && !event.path(field).isIntegralNumber()) {
        return field;
      }
    }
    return "";
  }
}
