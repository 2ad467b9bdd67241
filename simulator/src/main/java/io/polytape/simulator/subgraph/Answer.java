package io.polytape.simulator.subgraph;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.execution.ValuesResolver;
import graphql.language.Field;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLSchema;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.world.Blocks;
import io.polytape.simulator.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the {@code data} of one operation. One for each request. */
final class Answer {
  private static final int MOST_FIRST = 1000;
  private static final int MOST_SKIP = 5000;

  /** A selected field: its key in the answer up to the value's opening quote, and what it shows. */
  private static final class Selected {
    final byte[] key;
    final @Nullable Column column;

    Selected(byte[] key, @Nullable Column column) {
      this.key = key;
      this.column = column;
    }
  }

  private final World world;
  private final FillRows rows;
  private final GraphQLSchema schema;
  private final Selections selections;
  private final CoercedVariables variables;
  private final World.Visible visible;
  private final @Nullable Fault fault;
  private final JsonBytes out = new JsonBytes(16_384);

  Answer(
      World world,
      FillRows rows,
      GraphQLSchema schema,
      Selections selections,
      CoercedVariables variables,
      World.Visible visible,
      @Nullable Fault fault) {
    this.world = world;
    this.rows = rows;
    this.schema = schema;
    this.selections = selections;
    this.variables = variables;
    this.visible = visible;
    this.fault = fault;
  }

  JsonBytes write(Map<String, Field> fields) {
    out.write("{\"data\":{");
    boolean comma = false;
    for (var entry : fields.entrySet()) {
      if (comma) {
        out.write(',');
      }
      comma = true;
      out.write("\"" + entry.getKey() + "\":");
      root(entry.getValue());
    }
    out.write('}');
    if (fault == Fault.GRAPHQL_ERRORS) {
      out.write(
          ",\"errors\":[{\"message\":\"Store error: query timed"
              + " out\",\"path\":[\"orderFilledEvents\"]}]");
    }
    if (fault == Fault.UNKNOWN_FIELD) {
      out.write(",\"extensions\":{\"simulated\":true}");
    }
    out.write('}');
    return out;
  }

  private void root(Field field) {
    switch (field.getName()) {
      case "__typename" -> out.write("\"Query\"");
      case "_meta" -> meta(field);
      case "orderFilledEvents" -> list(field, Entity.ORDER_FILLED);
      case "ordersMatchedEvents" -> list(field, Entity.ORDERS_MATCHED);
      case "orderFilledEvent" -> one(field, Entity.ORDER_FILLED);
      case "ordersMatchedEvent" -> one(field, Entity.ORDERS_MATCHED);
      default -> throw new QueryException("Type `Query` has no field `" + field.getName() + "`");
    }
  }

  private Map<String, Object> arguments(Field field) {
    GraphQLFieldDefinition definition = schema.getQueryType().getFieldDefinition(field.getName());
    return ValuesResolver.getArgumentValues(
        schema.getCodeRegistry(),
        definition.getArguments(),
        field.getArguments(),
        variables,
        GraphQLContext.getDefault(),
        Locale.ROOT);
  }

  private void list(Field field, Entity entity) {
    Map<String, Object> arguments = arguments(field);
    int first = bounded(arguments, "first", 100, MOST_FIRST);
    int skip = bounded(arguments, "skip", 0, MOST_SKIP);
    Where where =
        arguments.get("where") instanceof Map<?, ?> filter
            ? Where.of(filter, entity, rows)
            : Where.ALL;
    Column orderBy =
        arguments.get("orderBy") instanceof String name ? entity.column(name) : entity.column("id");
    boolean descending = "desc".equals(arguments.get("orderDirection"));
    int limit = limit(arguments.get("block"));
    var page = new Page(where, entity, orderBy, descending, first, skip, limit);
    int[] found = fault == Fault.EMPTY_PAGE ? new int[0] : page.rows(rows);
    if (fault == Fault.DUPLICATE_PAGE) {
      int[] before = page.rowsBefore(rows);
      found = before.length > 0 ? before : found;
    }
    int count = fault == Fault.GRAPHQL_ERRORS ? found.length / 2 : found.length;
    List<Selected> selected = selected(field, entity);
    out.write('[');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.write(',');
      }
      row(found[i], selected, entity, fault == Fault.MISSING_FIELD && i == count / 2);
    }
    out.write(']');
  }

  private void one(Field field, Entity entity) {
    Map<String, Object> arguments = arguments(field);
    var where = Where.of(Map.of("id", String.valueOf(arguments.get("id"))), entity, rows);
    int[] found =
        new Page(where, entity, Column.TIMESTAMP, false, 1, 0, limit(arguments.get("block")))
            .rows(rows);
    if (found.length == 0) {
      out.write("null");
    } else {
      row(found[0], selected(field, entity), entity, false);
    }
  }

  private List<Selected> selected(Field field, Entity entity) {
    var selected = new ArrayList<Selected>();
    for (var entry : selections.fields(field.getSelectionSet()).entrySet()) {
      String name = entry.getValue().getName();
      byte[] key = ("\"" + entry.getKey() + "\":\"").getBytes(StandardCharsets.UTF_8);
      selected.add(new Selected(key, name.equals("__typename") ? null : entity.column(name)));
    }
    return selected;
  }

  private void row(int row, List<Selected> selected, Entity entity, boolean lacking) {
    out.write('{');
    int last = lacking ? selected.size() - 1 : selected.size();
    for (int i = 0; i < last; i++) {
      if (i > 0) {
        out.write(',');
      }
      Selected field = selected.get(i);
      out.write(field.key);
      if (field.column == null) {
        out.write(entity.typeName());
      } else {
        rows.write(field.column, row, out);
      }
      out.write('"');
    }
    if (fault == Fault.UNKNOWN_FIELD && !selected.isEmpty()) {
      out.write(",\"unheardOf\":{\"nested\":[1,2.5,null]}");
    }
    out.write('}');
  }

  private static int bounded(Map<String, Object> arguments, String name, int otherwise, int most) {
    int value = arguments.get(name) instanceof Integer number ? number : otherwise;
    if (value < 0 || value > most) {
      throw new QueryException(
          "The value of the `"
              + name
              + "` argument must be between 0 and "
              + most
              + ", but is "
              + value);
    }
    return value;
  }

  /** How many fills a query may see that is pinned to a block. */
  private int limit(@Nullable Object constraint) {
    long block = BlockHeight.of(constraint, world.blocks(), visible.head());
    return block == visible.head()
        ? visible.fills()
        : rows.fills().firstAtOrAfter(world.blocks().timeOf(block) + 1, visible.fills());
  }

  private void meta(Field field) {
    long block = BlockHeight.of(arguments(field).get("block"), world.blocks(), visible.head());
    boolean comma = false;
    out.write('{');
    for (var entry : selections.fields(field.getSelectionSet()).entrySet()) {
      out.write((comma ? ",\"" : "\"") + entry.getKey() + "\":");
      comma = true;
      switch (entry.getValue().getName()) {
        case "block" -> metaBlock(entry.getValue(), block);
        case "deployment" -> out.write("\"" + BlockHeight.DEPLOYMENT + "\"");
        case "hasIndexingErrors" -> out.write("false");
        default -> out.write("\"_Meta_\"");
      }
    }
    out.write('}');
  }

  private void metaBlock(Field field, long block) {
    boolean comma = false;
    out.write('{');
    for (var entry : selections.fields(field.getSelectionSet()).entrySet()) {
      out.write((comma ? ",\"" : "\"") + entry.getKey() + "\":");
      comma = true;
      out.write(
          switch (entry.getValue().getName()) {
            case "number" -> Long.toString(Blocks.numberOf(block));
            case "timestamp" -> Long.toString(world.blocks().timeOf(block));
            case "hash" -> "\"" + world.blocks().hashOf(block) + "\"";
            case "parentHash" -> "\"" + world.blocks().hashOf(block - 1) + "\"";
            default -> "\"_Block_\"";
          });
    }
    out.write('}');
  }
}
