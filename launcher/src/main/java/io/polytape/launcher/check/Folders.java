package io.polytape.launcher.check;

import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether folders can be written and have room. */
final class Folders {
  private static final long LITTLE_BYTES = 2L << 30;

  private Folders() {}

  static Finding check(Config config, Setting<Path> setting) {
    Path folder = config.get(setting).toAbsolutePath();
    String about = "folder";
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".check", ".tmp"));
      long free = Files.getFileStore(folder).getUsableSpace();
      return free < LITTLE_BYTES
          ? Finding.warning(
              about,
              "%s has only %d MB left; make room or set %s"
                  .formatted(folder, free >> 20, setting.variable()))
          : Finding.ok(about, folder + " can be written");
    } catch (IOException e) {
      return Finding.fault(
          about,
          "%s cannot be written (%s); give it to this user or set %s"
              .formatted(folder, e.getClass().getSimpleName(), setting.variable()));
    }
  }
}
