package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.gamma.GammaClient.Answer;
import io.polytape.ingesters.gamma.GammaClient.Parameter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk through a whole listing, page by page: by cursor, or by offset where the server has no
 * keyset listing. A page that repeats the one before it, or that is empty although more was
 * announced, fails and is asked for again.
 */
final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  /** An empty page is believed to be the end when it comes this often in a row. */
  private static final int ENDINGS = 3;

  private final GammaClient client;
  private final String kind;
  private final List<Parameter> parameters;
  private boolean byOffset;
  private @Nullable String cursor;
  private int offset;
  private String firstOfPage = "";
  private int empty;
  private boolean done;
  private boolean refused;
  private @Nullable ReadRows untaken;

  /**
   * @param kind {@code markets} or {@code events}
   */
  Sweep(GammaClient client, String kind, List<Parameter> parameters) {
    this.client = client;
    this.kind = kind;
    this.parameters = List.copyOf(parameters);
  }

  boolean isDone() {
    return done;
  }

  /** Whether the server refused the parameters at the first page. */
  boolean isRefused() {
    return refused;
  }

  /**
   * The next page; empty at the end, and where an ending is still doubted. The same one again until
   * it is {@link #taken}: whoever fails with a page must not go on without it.
   */
  ReadRows next(Instant now) throws TransientException, InterruptedException {
    ReadRows page = untaken;
    if (page == null) {
      page = new ReadRows(read(), now);
      untaken = page;
    }
    return page;
  }

  /** The last page is dealt with. */
  void taken() {
    untaken = null;
  }

  private List<JsonNode> read() throws TransientException, InterruptedException {
    Answer answer =
        byOffset
            ? client.offset(kind, parameters, offset)
            : client.keyset(kind, parameters, cursor);
    return switch (answer) {
      case Answer.Page page -> byOffset ? offsetPage(page) : keysetPage(page);
      case Answer.Absent absent -> absent();
      case Answer.Refused reason -> refused(reason.reason());
    };
  }

  private List<JsonNode> keysetPage(Answer.Page page) throws TransientException {
    if (page.next() != null && page.next().equals(cursor)) {
      throw repeated();
    }
    if (page.rows().isEmpty()) {
      if (page.next() != null && ++empty < ENDINGS) {
        throw new TransientException(
            GammaClient.STAGE, "an empty page of /" + kind + " although more is announced");
      }
      if (page.next() == null) {
        end();
      } else {
        cursor = page.next();
        empty = 0;
      }
      return List.of();
    }
    turned(page.rows());
    cursor = page.next();
    done = cursor == null;
    return page.rows();
  }

  private List<JsonNode> offsetPage(Answer.Page page) throws TransientException {
    if (page.rows().isEmpty()) {
      end();
      return List.of();
    }
    turned(page.rows());
    // The server decides how long a page is.
    offset += page.rows().size();
    return page.rows();
  }

  private void end() {
    done = ++empty >= ENDINGS;
  }

  private void turned(List<JsonNode> rows) throws TransientException {
    String first = GammaText.text(rows.getFirst(), "id");
    if (!first.isEmpty() && first.equals(firstOfPage)) {
      throw repeated();
    }
    firstOfPage = first;
    empty = 0;
  }

  private TransientException repeated() {
    return new TransientException(GammaClient.STAGE, "a page of /" + kind + " came again");
  }

  private List<JsonNode> absent() throws TransientException {
    if (byOffset) {
      throw new TransientException(GammaClient.STAGE, "/" + kind + " is not there");
    }
    byOffset = true;
    return List.of();
  }

  private List<JsonNode> refused(String reason) throws TransientException {
    if (byOffset && offset > 0) {
      log.atWarn()
          .addKeyValue("kind", kind)
          .addKeyValue("offset", offset)
          .addKeyValue("reason", reason)
          .log("offset listing ends at its cap; what lies beyond needs /" + kind + "/keyset");
      done = true;
      return List.of();
    }
    if (!byOffset && cursor == null) {
      // Without a keyset listing its path is read as that of a market.
      return absent();
    }
    if (cursor != null) {
      // Cursors live shortly: begin anew.
      cursor = null;
      firstOfPage = "";
      throw new TransientException(GammaClient.STAGE, "the cursor was refused: " + reason);
    }
    refused = true;
    done = true;
    return List.of();
  }
}
