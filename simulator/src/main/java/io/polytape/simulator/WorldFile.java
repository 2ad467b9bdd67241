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
import org.jspecify.annotations.Nullable;

/**
 * What a restart needs to make the same world again: its configuration with the anchor, and every
 * live control.
 *
 * <p>A control is on disk before it takes effect, so nothing was ever served that a restart would
 * not serve again.
 */
final class WorldFile {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** How long the venue trades on while the simulator is down. */
  private static final long TRADES_ON = 600;

  /** The mark of being up is set this far ahead, so that it is seldom written. */
  private static final long AHEAD = 60;

  private final @Nullable Path file;
  private final WorldConfig world;
  private final List<LiveControl> controls;
  private long aliveUntil;

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
      long aliveUntil,
      List<LiveControl> controls) {}

  private WorldFile(
      @Nullable Path file, WorldConfig world, List<LiveControl> controls, long aliveUntil) {
    this.file = file;
    this.world = world;
    this.controls = new ArrayList<>(controls);
    this.aliveUntil = aliveUntil;
  }

  /**
   * Reads the file, or begins a new world if there is none.
   *
   * @throws IllegalArgumentException if the file was made with other settings than those given
   */
  static WorldFile open(SimulatorConfig config, Instant now) {
    Path file = config.stateFile();
    if (file == null || !Files.exists(file)) {
      var begun = new WorldFile(file, config.world(), List.of(), 0);
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
      refuseOtherSettings(file, world, asked);
      var known = new WorldFile(file, world, saved.controls(), saved.aliveUntil());
      known.restedUntil(now.getEpochSecond());
      return known;
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

  private static void refuseOtherSettings(Path file, WorldConfig saved, WorldConfig asked) {
    var differences = new ArrayList<String>();
    difference(differences, "seed", saved.seed(), asked.seed());
    difference(differences, "markets", saved.markets(), asked.markets());
    difference(differences, "history fills", saved.historyFills(), asked.historyFills());
    difference(differences, "history", saved.history(), asked.history());
    difference(differences, "history bursts", saved.historyBursts(), asked.historyBursts());
    difference(differences, "burstiness", saved.burstiness(), asked.burstiness());
    difference(
        differences, "new markets per minute", saved.marketsPerMinute(), asked.marketsPerMinute());
    difference(differences, "late by", saved.lateBy(), asked.lateBy());
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "the world in "
              + file
              + " was made with other settings ("
              + String.join(", ", differences)
              + "): give those, or delete the file to begin a new world");
    }
  }

  private static void difference(
      List<String> differences, String name, Object saved, Object asked) {
    if (!saved.equals(asked)) {
      differences.add(name + " " + saved + ", not " + asked);
    }
  }

  /**
   * Lets the venue be quiet for the time that the simulator was down, but for its first minutes.
   */
  private void restedUntil(long now) {
    double rate = controls.isEmpty() ? 0 : controls.getLast().rate();
    if (rate > 0 && now > aliveUntil + TRADES_ON) {
      controls.add(new LiveControl(aliveUntil + TRADES_ON, 0, 0));
      controls.add(new LiveControl(now, rate, 0));
      save();
    }
  }

  /** Takes note of a control before it takes effect. */
  synchronized void add(LiveControl control) {
    controls.add(control);
    save();
  }

  /** Takes note that the simulator is up, before it shows anything of this second. */
  synchronized void alive(long now) {
    if (file != null && now > aliveUntil) {
      aliveUntil = now + AHEAD;
      save();
    }
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
            aliveUntil,
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
