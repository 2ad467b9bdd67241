import io.polytape.simulator.clob.BookLedger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks ClickHouse for the newest change of some tokens, twenty times a second. */
final class TableProbe implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest question;
  private final Sightings sightings;
  private final Thread thread;
  private volatile boolean stopped;

  TableProbe(int port, BookLedger ledger) {
    this.sightings = new Sightings(ledger, 10);
    String tokens = "'" + String.join("','", sightings.tokens) + "'";
    this.question =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/?database=polymarket"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "SELECT token_id, toUnixTimestamp64Milli(max(assumeNotNull(source_time)))"
                        + " FROM price_changes WHERE token_id IN ("
                        + tokens
                        + ") AND event_time > now64(6) - 60 GROUP BY token_id FORMAT TSV"))
            .build();
    this.thread = Thread.ofPlatform().name("table-probe").start(this::run);
  }

  private void run() {
    try {
      while (!stopped) {
        look();
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void look() throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(question, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    answer
        .body()
        .lines()
        .map(line -> line.split("\t"))
        .forEach(row -> sightings.seen(row[0], Long.parseLong(row[1])));
  }

  Latencies latencies() {
    return sightings.latencies();
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
    http.close();
  }
}
