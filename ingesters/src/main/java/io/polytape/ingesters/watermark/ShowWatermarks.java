package io.polytape.ingesters.watermark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Watermark;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code polytape watermarks show}. */
@Command(
    name = "show",
    description = "Shows how far each source is published.",
    footer = {"", "Example:", "  polytape watermarks show --json"})
final class ShowWatermarks extends ConfiguredCommand {
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
    PrintWriter out = spec.commandLine().getOut();
    ArrayNode all = JSON.createArrayNode();
    try (var redis = Redis.open(config)) {
      for (String source : Source.labels()) {
        Watermark mark = Watermark.read(redis, source);
        ObjectNode node = all.addObject().put("source", source);
        new TreeMap<>(mark.fields()).forEach(node::put);
        if (!json) {
          out.println(line(source, mark));
        }
      }
    }
    if (json) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
    }
    out.flush();
    return 0;
  }

  private static String line(String source, Watermark mark) {
    if (mark.updatedAt() == 0 && mark.cursor().isEmpty()) {
      return "%-8s nothing published yet".formatted(source);
    }
    return "%-8s cursor %s, %d published, %s behind, moved %s%s"
        .formatted(
            source,
            mark.cursor().isEmpty() ? "earliest" : mark.cursor(),
            mark.events(),
            mark.lagSeconds() < 0 ? "unknown" : mark.lagSeconds() + " s",
            mark.updatedAt() == 0 ? "never" : Instant.ofEpochMilli(mark.updatedAt()),
            mark.fields().containsKey("source_state")
                ? ", source " + mark.fields().get("source_state")
                : "");
  }
}
