package io.polytape.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polytape.simulator.world.LiveControl;
import io.polytape.simulator.world.WorldConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a restart needs to make the same world again: its configuration with the anchor, and every
 * live control.
 *
 * <p>A control is on disk before it takes effect, so nothing was ever served that a restart would
 * not serve again.
 */
final class WorldFile implements Consumer<LiveControl> {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final @Nullable Path file;
  private final WorldConfig world;
  private final List<LiveControl> controls;

  private record Saved(
      long seed,
      long anchorSecond,
      int markets,
      int historyFills,
      long historySeconds,
      List<Integer> historyBursts,
      double burstiness,
      double marketsPerMinute,
      long lateBySeconds,
      List<LiveControl> controls) {}

  private WorldFile(@Nullable Path file, WorldConfig world, List<LiveControl> controls) {
    this.file = file;
    this.world = world;
    this.controls = new ArrayList<>(controls);
  }

  /**
   * Reads the file, or begins a new world if there is none.
   *
   * @throws IllegalArgumentException if the file was made with other settings than those given
   */
  static WorldFile open(SimulatorConfig config, Instant now) {
    Path file = config.stateFile();
    if (file == null || !Files.exists(file)) {
      var begun = new WorldFile(file, config.world(), List.of());
      begun.save();
      return begun;
    }
    try {
      Saved saved = JSON.readValue(file.toFile(), Saved.class);
      WorldConfig asked = config.world();
      var world =
          new WorldConfig(
              saved.seed(),
              Instant.ofEpochSecond(saved.anchorSecond()),
              saved.markets(),
              saved.historyFills(),
              Duration.ofSeconds(saved.historySeconds()),
              saved.historyBursts(),
              saved.burstiness(),
              saved.marketsPerMinute(),
              Duration.ofSeconds(saved.lateBySeconds()),
              asked.maxFills());
      return new WorldFile(file, world, saved.controls());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "state file " + file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  WorldConfig world() {
    return world;
  }

  List<LiveControl> controls() {
    return List.copyOf(controls);
  }

  @Override
  public synchronized void accept(LiveControl control) {
    controls.add(control);
    save();
  }

  private void save() {
    if (file == null) {
      return;
    }
    var saved =
        new Saved(
            world.seed(),
            world.anchorSecond(),
            world.markets(),
            world.historyFills(),
            world.history().toSeconds(),
            world.historyBursts(),
            world.burstiness(),
            world.marketsPerMinute(),
            world.lateBy().toSeconds(),
            controls);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path next = file.resolveSibling(file.getFileName() + ".new");
      Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(saved));
      try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("state file " + file + " cannot be written", e);
    }
  }
}
