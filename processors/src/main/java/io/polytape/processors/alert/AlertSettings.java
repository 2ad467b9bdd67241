package io.polytape.processors.alert;

import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Settings of the alert engine. */
final class AlertSettings {
  static final Setting<Path> RULES =
      Setting.path(
          "ALERT_RULES", "", "file of rules in JSON; without it the shipped ones are used");
  static final Setting<String> WEBHOOKS = webhooks();
  static final Setting<String> SECRET =
      Setting.secret("ALERT_WEBHOOK_SECRET", "what webhooks know the sender by; signs each alert");

  static final List<Setting<?>> ALL = List.of(RULES, WEBHOOKS, SECRET);

  private AlertSettings() {}

  /** Masked where it is shown: such addresses hold secrets. */
  private static Setting<String> webhooks() {
    return Setting.secret(
        "ALERT_WEBHOOKS", "addresses that are told of each alert, separated by commas");
  }

  static List<Webhook> webhooks(Config config) throws ConfigException {
    var faults = new ArrayList<String>();
    var webhooks = new ArrayList<Webhook>();
    var url = Setting.url("ALERT_WEBHOOKS", "", "");
    String[] parts = config.find(WEBHOOKS).orElse("").split(",");
    for (int i = 0; i < parts.length; i++) {
      String text = parts[i].strip();
      if (text.isEmpty()) {
        continue;
      }
      try {
        URI address = url.parser().apply(text);
        if (address.getUserInfo() != null) {
          faults.add("ALERT_WEBHOOKS: expected no user in address " + (i + 1));
        }
        var webhook = new Webhook(address);
        if (!webhooks.contains(webhook)) {
          webhooks.add(webhook);
        }
      } catch (IllegalArgumentException e) {
        faults.add("ALERT_WEBHOOKS: address " + (i + 1) + ": " + e.getMessage());
      }
    }
    if (!webhooks.isEmpty() && config.find(SECRET).isEmpty()) {
      faults.add("ALERT_WEBHOOK_SECRET: needed to sign what ALERT_WEBHOOKS are told");
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return webhooks;
  }
}
