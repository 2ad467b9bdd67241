package io.polytape.ingesters.discovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code polytape discover status}. */
@Command(
    name = "status",
    description = "Shows when markets were last looked for and how many tokens are followed.",
    footer = {"", "Example:", "  polytape discover status --json"})
final class DiscoverStatus extends ConfiguredCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "all fields, as JSON")
  private boolean json;

  @Override
  protected List<Setting<?>> settings() {
    return CommonSettings.REDIS;
  }

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected int run(Config config) throws Exception {
    Map<String, String> status;
    long tokens;
    long waiting;
    try (var redis = Redis.open(config)) {
      status = redis.run("discovery", client -> client.hgetAll(Keys.DISCOVERY_STATUS));
      tokens = redis.run("discovery", client -> client.scard(Keys.ACTIVE_CLOB_TOKENS));
      waiting = redis.run("discovery", client -> client.llen(Keys.DISCOVERY_REQUESTS));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode node = JSON.createObjectNode();
      new TreeMap<>(status).forEach(node::put);
      node.put("tokens", tokens).put("waiting_requests", waiting);
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    } else {
      out.println("last look     " + time(status.get("finished_at")));
      out.println("found         " + status.getOrDefault("found", "0") + " markets by slug");
      out.println("followed      " + tokens + " tokens");
      out.println("requests      " + waiting + " waiting");
      out.println("last slug     " + status.getOrDefault("last_slug", "none"));
      out.println("last error    " + status.getOrDefault("last_error", "none"));
    }
    out.flush();
    return 0;
  }

  private static String time(@org.jspecify.annotations.Nullable String millis) {
    return millis == null ? "never" : Instant.ofEpochMilli(Long.parseLong(millis)).toString();
  }
}
