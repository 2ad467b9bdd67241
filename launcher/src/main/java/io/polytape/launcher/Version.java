package io.polytape.launcher;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"polytape " + text() + " on Java " + Runtime.version()};
  }

  static String text() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "(not packaged)");
  }
}
