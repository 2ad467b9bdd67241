package io.polytape.simulator.subgraph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.GraphQLException;
import graphql.execution.CoercedVariables;
import graphql.execution.RawVariables;
import graphql.execution.ValuesResolver;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLSchema;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.http.Reply;
import io.polytape.simulator.world.World;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order-book subgraph: a GraphQL request in, its answer out. Safe for use by several threads.
 */
public final class Subgraph {
  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private final World world;
  private final FillRows rows;
  private final GraphQLSchema schema = SubgraphSchema.read();
  private final Documents documents = new Documents(schema);
  private final GraphQL introspection = GraphQL.newGraphQL(schema).build();
  private final ObjectMapper json = JsonMapper.builder().build();

  public Subgraph(World world) {
    this.world = world;
    this.rows = new FillRows(world);
  }

  /**
   * Answers one request. Whatever is wrong with the query is answered with 200 and {@code errors},
   * as graph-node does.
   *
   * @param body JSON with {@code query}, {@code variables} and {@code operationName}
   * @param visible what the answer may show
   * @param fault what to spoil the answer with
   */
  public Reply answer(byte[] body, World.Visible visible, @Nullable Fault fault) {
    Map<String, @Nullable Object> request;
    try {
      request = json.readValue(body, OBJECT);
    } catch (IOException e) {
      return errors(400, List.of(Map.of("message", "expected a JSON object with a query")));
    }
    if (request == null || !(request.get("query") instanceof String query)) {
      return errors(400, List.of(Map.of("message", "expected a JSON object with a query")));
    }
    Documents.Checked checked = documents.check(query);
    Document document = checked.document();
    if (document == null) {
      return errors(200, checked.errors().stream().map(Subgraph::error).toList());
    }
    try {
      return execute(document, query, request, visible, fault);
    } catch (QueryException | GraphQLException e) {
      return errors(200, List.of(Map.of("message", String.valueOf(e.getMessage()))));
    }
  }

  private Reply execute(
      Document document,
      String query,
      Map<String, @Nullable Object> request,
      World.Visible visible,
      @Nullable Fault fault) {
    String name = request.get("operationName") instanceof String text ? text : null;
    OperationDefinition operation = Selections.operation(document, name);
    CoercedVariables variables =
        ValuesResolver.coerceVariableValues(
            schema,
            operation.getVariableDefinitions(),
            RawVariables.of(variables(request.get("variables"))),
            GraphQLContext.getDefault(),
            Locale.ROOT);
    var selections = new Selections(document, variables.toMap());
    var fields = selections.fields(operation.getSelectionSet());
    if (fields.values().stream().anyMatch(field -> field.getName().matches("__(schema|type)"))) {
      return introspect(query, name, request);
    }
    var answer =
        new Answer(world, rows, schema, selections, variables, visible, fault).write(fields);
    return new Reply(200, Reply.JSON, Map.of(), answer.buffer(), answer.length());
  }

  @SuppressWarnings("unchecked") // the keys of a JSON object are strings
  private static Map<String, Object> variables(@Nullable Object variables) {
    return variables instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private Reply introspect(
      String query, @Nullable String name, Map<String, @Nullable Object> request) {
    var input =
        ExecutionInput.newExecutionInput(query)
            .operationName(name)
            .variables(variables(request.get("variables")))
            .build();
    return reply(200, introspection.execute(input).toSpecification());
  }

  private static Map<String, Object> error(GraphQLError error) {
    var locations =
        error.getLocations() == null
            ? List.of()
            : error.getLocations().stream()
                .map(location -> Map.of("line", location.getLine(), "column", location.getColumn()))
                .toList();
    return Map.of("message", error.getMessage(), "locations", locations);
  }

  private Reply errors(int status, List<Map<String, Object>> errors) {
    return reply(status, Map.of("errors", errors));
  }

  private Reply reply(int status, Object value) {
    try {
      return Reply.json(status, json.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
