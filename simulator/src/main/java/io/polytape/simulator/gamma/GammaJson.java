package io.polytape.simulator.gamma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.http.Reply;
import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.Tag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes markets, events and tags as Gamma does. */
final class GammaJson {
  /** Fields that every row of a listing has, whatever else it lacks. */
  private static final List<String> REQUIRED = List.of("id", "question", "conditionId");

  private final JsonFactory json = new JsonFactory();

  /** Writes into a generator. */
  interface Body {
    void write(JsonGenerator out) throws IOException;
  }

  Reply reply(int status, Map<String, String> headers, Body body) {
    var bytes = new ByteArrayOutputStream(64 * 1024);
    try (JsonGenerator out = json.createGenerator(bytes)) {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] whole = bytes.toByteArray();
    return new Reply(status, Reply.JSON, headers, whole, whole.length);
  }

  void markets(JsonGenerator out, List<MarketView> markets, boolean tags, @Nullable Fault fault)
      throws IOException {
    out.writeStartArray();
    for (int i = 0; i < markets.size(); i++) {
      market(out, markets.get(i), tags, true, fault, i == markets.size() / 2);
    }
    out.writeEndArray();
  }

  void single(JsonGenerator out, MarketView market, boolean tags, @Nullable Fault fault)
      throws IOException {
    market(out, market, tags, true, fault, true);
  }

  private void market(
      JsonGenerator out,
      MarketView market,
      boolean tags,
      boolean nested,
      @Nullable Fault fault,
      boolean struck)
      throws IOException {
    out.writeStartObject();
    boolean missing = fault == Fault.MISSING_FIELD && struck;
    String omitted = missing ? REQUIRED.get(market.spec().index() % REQUIRED.size()) : null;
    new MarketJson(out, market, omitted).write();
    if (nested) {
      out.writeArrayFieldStart("events");
      out.writeStartObject();
      eventFields(out, new EventView(market.spec().event(), List.of(market)));
      out.writeEndObject();
      out.writeEndArray();
    }
    if (tags) {
      tagsField(out, market.spec().event().tags());
    }
    if (fault == Fault.UNKNOWN_FIELD) {
      out.writeObjectFieldStart("unheardOf");
      out.writeNumberField("number", 2.5);
      out.writeNullField("nothing");
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  void events(JsonGenerator out, List<EventView> events, @Nullable Fault fault) throws IOException {
    out.writeStartArray();
    for (int i = 0; i < events.size(); i++) {
      event(out, events.get(i), fault, i == events.size() / 2);
    }
    out.writeEndArray();
  }

  void event(JsonGenerator out, EventView event, @Nullable Fault fault, boolean struck)
      throws IOException {
    out.writeStartObject();
    eventFields(out, event);
    out.writeArrayFieldStart("markets");
    for (MarketView market : event.markets()) {
      market(out, market, false, false, fault, struck);
    }
    out.writeEndArray();
    tagsField(out, event.event().tags());
    out.writeEndObject();
  }

  private static void eventFields(JsonGenerator out, EventView view) throws IOException {
    var event = view.event();
    out.writeStringField("id", event.eventId());
    out.writeStringField("ticker", event.slug());
    out.writeStringField("slug", event.slug());
    out.writeStringField("title", event.title());
    out.writeStringField("description", "About: " + event.title());
    out.writeStringField("startDate", Texts.iso(event.createdAt(), event.index()));
    out.writeStringField("creationDate", Texts.iso(event.createdAt(), event.index()));
    out.writeStringField("createdAt", Texts.iso(event.createdAt(), event.index() + 1L));
    out.writeStringField("endDate", Texts.iso(event.endAt()));
    out.writeStringField("updatedAt", Texts.iso(view.updatedAt(), event.index() + 2L));
    out.writeBooleanField("active", true);
    out.writeBooleanField("closed", view.closed());
    out.writeBooleanField("archived", false);
    out.writeBooleanField("restricted", true);
    out.writeBooleanField("negRisk", event.negRisk());
    out.writeBooleanField("enableNegRisk", event.negRisk());
    out.writeNumberField("volume", MarketJson.plain(view.volume()));
    out.writeNumberField("liquidity", MarketJson.plain(view.liquidity()));
    out.writeNumberField("openInterest", 0);
    out.writeNumberField("commentCount", event.index() % 90);
  }

  private static void tagsField(JsonGenerator out, List<Tag> tags) throws IOException {
    out.writeFieldName("tags");
    tags(out, tags);
  }

  static void tags(JsonGenerator out, List<Tag> tags) throws IOException {
    out.writeStartArray();
    for (Tag tag : tags) {
      out.writeStartObject();
      out.writeStringField("id", Integer.toString(tag.tagId()));
      out.writeStringField("label", tag.label());
      out.writeStringField("slug", tag.slug());
      out.writeBooleanField("forceShow", false);
      out.writeStringField("createdAt", Texts.iso(1_699_000_000L + tag.tagId(), tag.tagId()));
      out.writeStringField("updatedAt", Texts.iso(1_760_000_000L, tag.tagId()));
      out.writeBooleanField("requiresTranslation", false);
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
