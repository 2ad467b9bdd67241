package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.market.Market;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.gamma.GammaClient.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds markets by their slugs: those of the recurring ones at fixed times, those that somebody
 * asks for in {@code discovery:requests} at once. What a slug names is followed whatever the limits
 * say; a market that the venue has just listed only when they allow it. One step is one request.
 */
final class Discovery {
  private static final int AT_ONCE = 40;
  private static final int REQUESTS = 100;
  private static final int AHEAD = 3;
  private static final int ATTEMPTS = 6;
  private static final Duration READ_EVERY = Duration.ofSeconds(1);

  /** A market that was just listed may take some minutes to be found. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private static final Parameter OPEN = new Parameter("closed", "false");
  private static final Parameter TAGS = new Parameter("include_tag", "true");

  /**
   * How it looks.
   *
   * @param patterns slugs of recurring markets
   * @param every between two looks for those
   */
  record Config(List<SlugPattern> patterns, Duration every) {
    Config {
      patterns = List.copyOf(patterns);
    }
  }

  /** Publishes rows of markets and says which they are. */
  interface Publish {
    List<Market> publish(List<JsonNode> rows) throws TransientException;
  }

  /**
   * A slug to look up.
   *
   * @param origin why
   * @param request the request in Redis; null when there is none
   */
  private record Wanted(
      String slug, Origin origin, @Nullable String request, int attempts, Instant due) {
    Wanted later(Instant now) {
      return new Wanted(slug, origin, request, attempts + 1, now.plus(AGAIN));
    }
  }

  private enum Origin {
    PATTERN,
    HAND,
    LISTED
  }

  private final Redis redis;
  private final GammaClient client;
  private final Followed followed;
  private final Config config;
  private final ArrayDeque<Wanted> wanted = new ArrayDeque<>();
  private final Map<String, String> status = new HashMap<>();
  private Instant nextRead = Instant.MIN;
  private Instant nextPatterns = Instant.MIN;
  private boolean isTriggered;
  private int found;
  private long requests;

  Discovery(Redis redis, GammaClient client, Followed followed, Config config) {
    this.redis = redis;
    this.client = client;
    this.followed = followed;
    this.config = config;
  }

  /** Whether somebody asked for a look at everything since the last call. */
  boolean takeTrigger() {
    boolean was = isTriggered;
    isTriggered = false;
    return was;
  }

  /** Does one step. Returns 0 when there is nothing to do. */
  int step(long epoch, Instant now, Publish publish)
      throws TransientException, InterruptedException {
    if (!now.isBefore(nextRead)) {
      read(now);
      nextRead = now.plus(READ_EVERY);
    }
    if (!now.isBefore(nextPatterns)) {
      begin(now);
      nextPatterns = now.plus(config.every());
    }
    List<Wanted> due =
        wanted.stream().filter(each -> !now.isBefore(each.due())).limit(AT_ONCE).toList();
    if (due.isEmpty()) {
      return 0;
    }
    lookUp(epoch, now, due, publish);
    return due.size();
  }

  private void begin(Instant now) throws TransientException {
    found = 0;
    wanted.removeIf(each -> each.origin() == Origin.PATTERN);
    for (SlugPattern pattern : config.patterns()) {
      pattern
          .slugs(now, AHEAD)
          .forEach(slug -> wanted.addLast(new Wanted(slug, Origin.PATTERN, null, 0, now)));
    }
    say("started_at", Long.toString(now.toEpochMilli()));
    finishWhenDone(now);
  }

  private void read(Instant now) throws TransientException {
    List<String> lines =
        redis.run("discovery", client -> client.lrange(Keys.DISCOVERY_REQUESTS, 0, REQUESTS - 1));
    for (String line : lines) {
      if (wanted.stream().noneMatch(each -> line.equals(each.request()))) {
        accept(line, now);
      }
    }
  }

  private void accept(String line, Instant now) throws TransientException {
    DiscoveryRequest request = DiscoveryRequest.parse(line);
    requests++;
    say("requests", Long.toString(requests));
    if (request.isTrigger()) {
      isTriggered = true;
      nextPatterns = Instant.MIN;
      done(line);
    } else if (request.slug().isEmpty()) {
      say("last_error", "not a request: " + (line.length() > 200 ? line.substring(0, 200) : line));
      done(line);
    } else {
      var origin = request.isListed() ? Origin.LISTED : Origin.HAND;
      wanted.addFirst(new Wanted(request.slug(), origin, line, 0, now));
    }
  }

  /** Takes a request from the list, once it is done with. */
  private void done(@Nullable String line) throws TransientException {
    if (line != null) {
      redis.run("discovery", client -> client.lrem(Keys.DISCOVERY_REQUESTS, 1, line));
    }
  }

  private void lookUp(long epoch, Instant now, List<Wanted> due, Publish publish)
      throws TransientException, InterruptedException {
    var parameters = new ArrayList<>(List.of(OPEN, TAGS));
    due.forEach(each -> parameters.add(new Parameter("slug", each.slug())));
    List<JsonNode> rows =
        client.some("markets", parameters) instanceof GammaClient.Answer.Page page
            ? page.rows()
            : List.of();
    Map<String, Market> bySlug = new HashMap<>();
    publish.publish(rows).forEach(market -> bySlug.put(market.slug(), market));
    for (Wanted each : due) {
      Market market = bySlug.get(each.slug());
      if (market == null) {
        absent(each, now);
      } else {
        found++;
        say("last_slug", market.slug());
        followed.early(epoch, market, each.origin() != Origin.LISTED);
        finish(each);
      }
    }
    finishWhenDone(now);
  }

  private void absent(Wanted missing, Instant now) throws TransientException {
    if (missing.origin() == Origin.PATTERN || missing.attempts() + 1 >= ATTEMPTS) {
      if (missing.origin() == Origin.HAND) {
        say("last_error", "Gamma has no open market '" + missing.slug() + "'");
      }
      finish(missing);
    } else {
      wanted.remove(missing);
      wanted.addLast(missing.later(now));
    }
  }

  private void finish(Wanted finished) throws TransientException {
    done(finished.request());
    wanted.remove(finished);
  }

  private void finishWhenDone(Instant now) throws TransientException {
    if (wanted.stream().noneMatch(each -> each.origin() == Origin.PATTERN)) {
      say("finished_at", Long.toString(now.toEpochMilli()));
      say("found", Integer.toString(found));
    }
    status.put("followed", Long.toString(followed.size()));
    redis.run("discovery", client -> client.hset(Keys.DISCOVERY_STATUS, status));
  }

  private void say(String field, String value) {
    status.put(field, value);
  }

  /** Begins anew, as after a change of the lease. */
  void forget() {
    wanted.clear();
    nextPatterns = Instant.MIN;
    nextRead = Instant.MIN;
  }
}
