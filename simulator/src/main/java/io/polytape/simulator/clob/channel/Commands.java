package io.polytape.simulator.clob.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.clob.book.LiveVenue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What clients say beside PING: subscribing to tokens and the contrary. */
final class Commands {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final LiveVenue venue;
  private final LiveFaults faults;
  private final Followers followers;
  private final FrameWriter writer;
  private final Trouble trouble;
  private final int bookLimit;

  Commands(
      LiveVenue venue,
      LiveFaults faults,
      Followers followers,
      FrameWriter writer,
      Trouble trouble,
      int bookLimit) {
    this.venue = venue;
    this.faults = faults;
    this.followers = followers;
    this.writer = writer;
    this.trouble = trouble;
    this.bookLimit = bookLimit;
  }

  /** Obeys; the venue says nothing to what it does not understand. */
  void obey(Connection connection, String text) {
    JsonNode command;
    try {
      command = JSON.readTree(text);
    } catch (IOException e) {
      return;
    }
    var asked = new ArrayList<String>();
    command.path("assets_ids").forEach(token -> asked.add(token.asText()));
    String operation = command.path("operation").asText();
    boolean first = command.path("type").asText().equalsIgnoreCase("market");
    if (first || operation.equals("subscribe")) {
      venue.refresh();
      venue.still(
          () -> {
            connection.subscribed = true;
            connection.custom |= command.path("custom_feature_enabled").asBoolean();
            subscribe(connection, asked, command.path("initial_dump").asBoolean(true));
            return connection;
          });
    } else if (operation.equals("unsubscribe")) {
      venue.still(
          () -> {
            unsubscribe(connection, asked);
            return connection;
          });
    }
  }

  /** What is subscribed to already brings no book again. */
  private void subscribe(Connection connection, List<String> asked, boolean dump) {
    Order refused =
        faults.take(LiveFault.WS_REFUSE_SUBSCRIPTION, connection.id, asked, "subscribe");
    if (refused != null) {
      faults.once(refused, connection.id, asked, 0, "subscription ignored");
      return;
    }
    var books = new ArrayList<String>();
    for (String token : asked) {
      LiveMarket market = venue.market(token);
      if (connection.tokens.add(token) && market != null) {
        followers.follow(connection, market);
        if (connection.tokens.size() <= bookLimit) {
          books.add(token);
        }
      }
    }
    if (dump && !books.isEmpty()) {
      leaveOut(connection, books);
      if (!books.isEmpty()) {
        trouble.bring(connection, writer.books(books));
      }
    }
  }

  private void leaveOut(Connection connection, List<String> books) {
    Order order = faults.take(LiveFault.WS_NO_INITIAL_BOOK, connection.id, books, "subscribe");
    if (order != null) {
      List<String> without =
          books.stream()
              .filter(token -> order.tokens().isEmpty() || order.tokens().contains(token))
              .toList();
      books.removeAll(without);
      faults.once(order, connection.id, without, 0, "no first books");
    }
  }

  private void unsubscribe(Connection connection, List<String> asked) {
    for (String token : asked) {
      connection.tokens.remove(token);
      LiveMarket market = venue.market(token);
      if (market != null) {
        followers.unfollow(connection, market);
      }
    }
  }
}
