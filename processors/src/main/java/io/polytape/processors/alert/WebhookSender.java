package io.polytape.processors.alert;

import static io.polytape.common.redis.Script.bytes;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Tells one webhook what waits in its queue, in order: an alert goes on being tried, and those
 * behind it wait, until it was taken, refused for good, or is some hours old. It may be told twice
 * when a process dies in between; {@code alert_id} and {@code state} say so.
 */
final class WebhookSender implements Worker {
  static final Duration LONGEST = Duration.ofHours(6);
  private static final Script DONE = Script.beside(WebhookSender.class, "webhook-done.lua");

  /** Statuses between 400 and 499 that another try may mend. */
  private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429);

  private static final int MOST_LOGGED = 1_000;

  private final Redis redis;
  private final Webhook webhook;
  private final WebhookClient client;
  private final BooleanSupplier isAtWork;
  private final Backoff backoff;
  private final InstantSource clock;
  private int failures;
  private Instant nextTry = Instant.MIN;

  /** What became of an attempt. */
  private enum Result {
    DELIVERED,
    RETRY,
    REFUSED,
    EXPIRED
  }

  WebhookSender(
      Redis redis,
      Webhook webhook,
      WebhookClient client,
      BooleanSupplier isAtWork,
      Backoff backoff,
      InstantSource clock) {
    this.redis = redis;
    this.webhook = webhook;
    this.client = client;
    this.isAtWork = isAtWork;
    this.backoff = backoff;
    this.clock = clock;
  }

  @Override
  public int runOnce() throws TransientException, InterruptedException {
    Instant now = clock.instant();
    if (!isAtWork.getAsBoolean() || now.isBefore(nextTry)) {
      return 0;
    }
    byte[] task = redis.run("webhook", redis -> redis.lindex(bytes(webhook.queue()), 0));
    if (task == null) {
      return 0;
    }
    // The time in milliseconds, a space, the alert.
    int space = 0;
    while (task[space] != ' ') {
      space++;
    }
    long since = Long.parseLong(new String(task, 0, space, StandardCharsets.US_ASCII));
    byte[] body = Arrays.copyOfRange(task, space + 1, task.length);
    if (now.isAfter(Instant.ofEpochMilli(since).plus(LONGEST))) {
      finish(task, body, Result.EXPIRED, 0, "older than " + LONGEST.toHours() + " h");
      return 1;
    }
    attempt(task, body);
    return 1;
  }

  private void attempt(byte[] task, byte[] body) throws TransientException, InterruptedException {
    try {
      int status = client.post(webhook, body, failures + 1);
      Result result = judge(status);
      if (result == Result.RETRY) {
        failed();
      }
      finish(task, body, result, status, "");
    } catch (IOException e) {
      failed();
      finish(task, body, Result.RETRY, 0, String.valueOf(e.getMessage()));
    }
  }

  private static Result judge(int status) {
    if (status >= 200 && status < 300) {
      return Result.DELIVERED;
    }
    return status < 500 && !WORTH_ANOTHER_TRY.contains(status) ? Result.REFUSED : Result.RETRY;
  }

  private void failed() {
    nextTry = clock.instant().plus(backoff.delayAfter(failures + 1));
  }

  /** Removes the task unless it is to be tried again, and logs what became of it. */
  private void finish(byte[] task, byte[] body, Result result, int status, String error)
      throws TransientException {
    failures++;
    int attempts = failures;
    byte[] line = JsonCodec.encode(json -> write(json, body, result, status, error, attempts));
    boolean isOver = result != Result.RETRY;
    DONE.run(
        redis,
        "webhook",
        List.of(bytes(webhook.queue()), bytes(Keys.ALERT_DELIVERIES)),
        List.of(isOver ? task : bytes(""), line, bytes(MOST_LOGGED)));
    if (isOver) {
      failures = 0;
    }
  }

  private void write(
      JsonGenerator json, byte[] body, Result result, int status, String error, int attempts)
      throws IOException {
    json.writeNumberField("at", clock.millis());
    json.writeStringField("url", webhook.shown());
    json.writeStringField("result", result.name().toLowerCase(Locale.ROOT));
    json.writeNumberField("status", status);
    json.writeNumberField("attempts", attempts);
    json.writeStringField("error", error.length() > 200 ? error.substring(0, 200) : error);
    json.writeFieldName("alert");
    json.writeRawValue(new String(body, StandardCharsets.UTF_8));
  }

  /** Removes the queues of webhooks that are told no longer. */
  static void forgetOthers(Redis redis, List<Webhook> webhooks) throws TransientException {
    List<String> ids = webhooks.stream().map(Webhook::id).toList();
    redis.run(
        "webhook",
        client -> {
          for (String id : client.smembers(Keys.ALERT_WEBHOOKS)) {
            if (!ids.contains(id)) {
              client.del(Keys.webhookQueue(id));
              client.srem(Keys.ALERT_WEBHOOKS, id);
            }
          }
          ids.forEach(id -> client.sadd(Keys.ALERT_WEBHOOKS, id));
          return ids.size();
        });
  }
}
