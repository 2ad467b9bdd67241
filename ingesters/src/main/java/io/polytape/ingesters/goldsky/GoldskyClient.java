package io.polytape.ingesters.goldsky;

import com.apollographql.apollo.ApolloClient;
import com.apollographql.apollo.api.ApolloResponse;
import com.apollographql.apollo.api.Error;
import com.apollographql.apollo.api.Query;
import com.apollographql.apollo.exception.ApolloException;
import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceGuard;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.goldsky.FillPage.Head;
import io.polytape.ingesters.goldsky.FillQuery.FromTime;
import io.polytape.ingesters.goldsky.FillQuery.WithinSecond;
import io.polytape.ingesters.goldsky.graphql.FillsByIdQuery;
import io.polytape.ingesters.goldsky.graphql.FillsByTimeQuery;
import io.polytape.ingesters.goldsky.graphql.type.OrderFilledEvent_filter;
import java.net.URI;
import java.util.List;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import org.jspecify.annotations.Nullable;

/**
 * The order-book subgraph: one blocking method for pages of fills. Whatever is not a whole answer
 * that fits its query is a {@link TransientException}. Safe for several threads.
 */
final class GoldskyClient implements AutoCloseable {
  static final String STAGE = "goldsky";

  private final ApolloClient apollo;
  private final SalvagedPage salvage;
  private final SourceGuard guard;
  private final RateLimiter limiter;
  private final int first;

  /**
   * @param first rows asked for on a page
   */
  GoldskyClient(URI url, SourceHttp http, SourceGuard guard, RateLimiter limiter, int first) {
    this.apollo =
        new ApolloClient.Builder()
            .serverUrl(url.toString())
            .httpEngine(new ApolloOverHttp(http))
            .sendEnhancedClientAwareness(false)
            .build();
    this.salvage = new SalvagedPage(url, http);
    this.guard = guard;
    this.limiter = limiter;
    this.first = first;
  }

  int first() {
    return first;
  }

  /**
   * Fetches a page.
   *
   * @throws MalformedPageException when a required field is missing
   */
  FillPage fetch(FillQuery query) throws TransientException, InterruptedException {
    return guard.call(
        limiter,
        () ->
            checked(
                switch (query) {
                  case FromTime(long timestamp) ->
                      byTime(
                          query, OrderFilledEvent_filter.builder().timestamp_gte(text(timestamp)));
                  case WithinSecond within -> byId(within);
                }));
  }

  /** Fetches a page of which fields are missing time after time, and reads what there is. */
  FillPage salvage(FillQuery query) throws TransientException, InterruptedException {
    return guard.call(limiter, () -> checked(salvage.fetch(query, first)));
  }

  private FillPage byTime(FillQuery query, OrderFilledEvent_filter.Builder where)
      throws TransientException, InterruptedException {
    FillsByTimeQuery.Data data = execute(new FillsByTimeQuery(first, where.build()));
    List<FillRow> rows =
        data.orderFilledEvents.stream()
            .<FillRow>map(
                row ->
                    new FillRow.Whole(
                        row.id,
                        time(row.timestamp),
                        row.transactionHash,
                        row.orderHash,
                        row.maker,
                        row.taker,
                        row.makerAssetId,
                        row.takerAssetId,
                        row.makerAmountFilled,
                        row.takerAmountFilled,
                        row.fee))
            .toList();
    FillsByTimeQuery._Meta meta = data._meta;
    Head head = meta == null ? null : new Head(meta.block.number, meta.hasIndexingErrors);
    return new FillPage(query, rows, List.of(), head);
  }

  private FillPage byId(WithinSecond query) throws TransientException, InterruptedException {
    var where = OrderFilledEvent_filter.builder().timestamp(text(query.timestamp()));
    if (!query.idGreaterThan().isEmpty()) {
      where.id_gt(query.idGreaterThan());
    }
    FillsByIdQuery.Data data = execute(new FillsByIdQuery(first, where.build()));
    List<FillRow> rows =
        data.orderFilledEvents.stream()
            .<FillRow>map(
                row ->
                    new FillRow.Whole(
                        row.id,
                        time(row.timestamp),
                        row.transactionHash,
                        row.orderHash,
                        row.maker,
                        row.taker,
                        row.makerAssetId,
                        row.takerAssetId,
                        row.makerAmountFilled,
                        row.takerAmountFilled,
                        row.fee))
            .toList();
    FillsByIdQuery._Meta meta = data._meta;
    Head head = meta == null ? null : new Head(meta.block.number, meta.hasIndexingErrors);
    return new FillPage(query, rows, List.of(), head);
  }

  private <D extends Query.Data> D execute(Query<D> query)
      throws TransientException, InterruptedException {
    ApolloResponse<D> response;
    try {
      var call = apollo.query(query);
      response =
          BuildersKt.runBlocking(
              EmptyCoroutineContext.INSTANCE, (scope, continuation) -> call.execute(continuation));
    } catch (ApolloException e) {
      throw failure(e);
    }
    if (response.exception != null) {
      throw failure(response.exception);
    }
    List<Error> errors = response.errors;
    if (errors != null && !errors.isEmpty()) {
      // Data beside errors is partial: it must not pass for a page.
      throw new TransientException(
          STAGE, "the subgraph answered with errors: " + shortened(errors.getFirst().getMessage()));
    }
    D data = response.data;
    if (data == null) {
      throw new TransientException(STAGE, "the subgraph answered without data");
    }
    return data;
  }

  private static TransientException failure(ApolloException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TransientException known) {
        return known;
      }
    }
    return new MalformedPageException("the answer cannot be read: " + shortened(root(e)), e);
  }

  private static FillPage checked(FillPage page) throws TransientException {
    String refusal = page.query().refusal(page.rows());
    if (!refusal.isEmpty()) {
      throw new TransientException(STAGE, "the answer does not fit the query: " + refusal);
    }
    return page;
  }

  /** A time that is none lies before every query, which refuses the page. */
  static long time(String text) {
    return text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
  }

  private static String text(long number) {
    return Long.toString(number);
  }

  private static String root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }

  @Override
  public void close() {
    apollo.close();
  }
}
