package io.polytape.ingesters.goldsky;

import com.apollographql.apollo.api.http.HttpBody;
import com.apollographql.apollo.api.http.HttpHeader;
import com.apollographql.apollo.api.http.HttpMethod;
import com.apollographql.apollo.api.http.HttpRequest;
import com.apollographql.apollo.api.http.HttpResponse;
import com.apollographql.apollo.exception.ApolloNetworkException;
import com.apollographql.apollo.network.http.HttpEngine;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.worker.TransientException;
import kotlin.coroutines.Continuation;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Lets Apollo's client send through our bounded HTTP. */
final class ApolloOverHttp implements HttpEngine {
  private static final RequestBody NO_BODY = RequestBody.create(new byte[0]);

  private final SourceHttp http;

  ApolloOverHttp(SourceHttp http) {
    this.http = http;
  }

  @Override
  public Object execute(HttpRequest request, Continuation<? super HttpResponse> continuation) {
    var builder = new Request.Builder().url(request.getUrl());
    for (HttpHeader header : request.getHeaders()) {
      builder.header(header.getName(), header.getValue());
    }
    if (request.getMethod() == HttpMethod.Post) {
      builder.post(body(request.getBody()));
    }
    try {
      SourceHttp.Reply reply = http.send(builder.build());
      if (!reply.isJson()) {
        throw new ApolloNetworkException(
            "not JSON",
            new TransientException(
                GoldskyClient.STAGE,
                "expected JSON, was '" + reply.contentType() + "' with HTTP " + reply.status()));
      }
      return new HttpResponse.Builder(reply.status())
          .addHeader("Content-Type", "application/json")
          .body(new Buffer().write(reply.body()))
          .build();
    } catch (TransientException e) {
      throw new ApolloNetworkException(e.getMessage(), e);
    }
  }

  private static RequestBody body(@Nullable HttpBody body) {
    if (body == null) {
      return NO_BODY;
    }
    var buffer = new Buffer();
    body.writeTo(buffer);
    return RequestBody.create(buffer.readByteString(), MediaType.get(body.getContentType()));
  }
}
