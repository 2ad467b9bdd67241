package io.polytape.common.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import java.nio.file.Path;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/** Sets logging up in code, so that one binary needs no configuration file. Times are UTC. */
public final class Logging {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %-20.20logger{0} %msg %kvp%n%ex";

  private Logging() {}

  /**
   * Logs to the console, unless {@code LOG_CONSOLE} is off, and to {@code LOG_DIR/<process>.log}:
   * rotated at 50 MB or a day, 7 days and 500 MB kept.
   */
  public static void configure(String process, Config config) {
    var context = reset();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(config.get(CommonSettings.LOG_LEVEL)));
    boolean json = config.get(CommonSettings.LOG_FORMAT).equals("json");
    if (config.get(CommonSettings.LOG_CONSOLE)) {
      addConsole(context, root, json);
    }
    addFile(context, root, json, process, config.get(CommonSettings.LOG_DIR));
    soften(context);
  }

  /** Logs warnings to standard error only: for commands whose output is their result. */
  public static void quiet() {
    var context = reset();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder(context, false));
    console.start();
    root.addAppender(console);
    soften(context);
  }

  private static LoggerContext reset() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    return context;
  }

  private static void soften(LoggerContext context) {
    // Libraries say at INFO what only their authors need.
    for (String name : new String[] {"org.eclipse.jetty", "io.javalin", "redis.clients"}) {
      context.getLogger(name).setLevel(Level.WARN);
    }
    // client-v2 0.11 warns once a query about server settings it cannot know, and a dozen times for
    // each query while ClickHouse is away; whoever asked says so once.
    context.getLogger("com.clickhouse").setLevel(Level.ERROR);
    // Jedis warns with a stack trace at each dead connection; whoever needs one says so once.
    context.getLogger("redis.clients.jedis.ConnectionFactory").setLevel(Level.ERROR);
  }

  private static void addConsole(LoggerContext context, Logger root, boolean json) {
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setEncoder(encoder(context, json));
    console.start();
    root.addAppender(console);
  }

  private static void addFile(
      LoggerContext context, Logger root, boolean json, String process, Path dir) {
    var file = new RollingFileAppender<ILoggingEvent>();
    file.setContext(context);
    file.setFile(dir.resolve(process + ".log").toString());
    file.setEncoder(encoder(context, json));
    var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
    policy.setContext(context);
    policy.setParent(file);
    policy.setFileNamePattern(dir.resolve(process + ".%d{yyyy-MM-dd,UTC}.%i.log.gz").toString());
    policy.setMaxFileSize(new FileSize(50 * FileSize.MB_COEFFICIENT));
    policy.setMaxHistory(7);
    policy.setTotalSizeCap(new FileSize(500 * FileSize.MB_COEFFICIENT));
    policy.start();
    file.setRollingPolicy(policy);
    file.start();
    root.addAppender(file);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean json) {
    if (json) {
      var encoder = new LogstashEncoder();
      encoder.setContext(context);
      encoder.setTimeZone("UTC");
      encoder.start();
      return encoder;
    }
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }
}
