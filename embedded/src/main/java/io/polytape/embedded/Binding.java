package io.polytape.embedded;

import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The rule for the address that an engine listens on: other machines only with a password. */
final class Binding {
  private Binding() {}

  static void check(Setting<?> hostSetting, String host, Setting<?> secret, Optional<String> given)
      throws ConfigException {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ConfigException(
          hostSetting.variable() + ": this machine does not know the host " + host);
    }
    if (!address.isLoopbackAddress() && given.isEmpty()) {
      throw new ConfigException(
          hostSetting.variable()
              + ": "
              + host
              + " is open to other machines, which needs "
              + secret.variable()
              + " to be set");
    }
  }
}
