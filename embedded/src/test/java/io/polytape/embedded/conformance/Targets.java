package io.polytape.embedded.conformance;

import io.polytape.embedded.ClickHouseServer;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The embedded engine always, and a real server in a container where Docker runs. */
final class Targets {
  private static final DockerImageName IMAGE =
      DockerImageName.parse("clickhouse/clickhouse-server:26.7");
  private static final int HTTP_PORT = 8123;

  private Targets() {}

  /** Made once; the container ends with this JVM. */
  private static final class Holder {
    static final List<Target> ALL = create();

    private static List<Target> create() {
      List<Target> targets = new ArrayList<>();
      targets.add(
          new Target("embedded engine", ClickHouseServer.shared().httpUrl(), "default", ""));
      if (DockerClientFactory.instance().isDockerAvailable()) {
        GenericContainer<?> container =
            new GenericContainer<>(IMAGE)
                .withEnv("CLICKHOUSE_PASSWORD", "secret")
                .withExposedPorts(HTTP_PORT)
                .waitingFor(Wait.forHttp("/ping").forPort(HTTP_PORT));
        container.start();
        String url = "http://" + container.getHost() + ":" + container.getMappedPort(HTTP_PORT);
        targets.add(new Target("server container", url, "default", "secret"));
      } else {
        System.out.println(
            "The conformance tests did not run against a real ClickHouse server: no Docker here.");
      }
      return List.copyOf(targets);
    }
  }

  static List<Target> all() {
    return Holder.ALL;
  }
}
