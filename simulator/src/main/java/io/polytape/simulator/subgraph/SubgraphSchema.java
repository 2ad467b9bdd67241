package io.polytape.simulator.subgraph;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** Reads the subgraph's schema, with its BigInt (a number or a string) and Bytes. */
final class SubgraphSchema {
  private SubgraphSchema() {}

  static GraphQLSchema read() {
    var stream =
        Objects.requireNonNull(
            SubgraphSchema.class.getResourceAsStream("schema.graphqls"),
            "schema.graphqls is missing");
    try (var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      var wiring =
          RuntimeWiring.newRuntimeWiring()
              .scalar(
                  GraphQLScalarType.newScalar()
                      .name("BigInt")
                      .coercing(new BigIntCoercing())
                      .build())
              .scalar(
                  GraphQLScalarType.newScalar().name("Bytes").coercing(new BytesCoercing()).build())
              .build();
      return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(reader), wiring);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class BigIntCoercing implements Coercing<BigInteger, String> {
    @Override
    public String serialize(Object value, GraphQLContext context, Locale locale) {
      return value.toString();
    }

    @Override
    public BigInteger parseValue(Object input, GraphQLContext context, Locale locale) {
      try {
        return switch (input) {
          case String text -> new BigInteger(text);
          case BigInteger number -> number;
          case BigDecimal number -> number.toBigIntegerExact();
          case Integer number -> BigInteger.valueOf(number);
          case Long number -> BigInteger.valueOf(number);
          default -> throw new NumberFormatException("expected an integer");
        };
      } catch (ArithmeticException | NumberFormatException e) {
        throw new CoercingParseValueException("Failed to get BigInt from `" + input + "`", e);
      }
    }

    @Override
    public BigInteger parseLiteral(
        Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
      try {
        return switch (input) {
          case IntValue number -> number.getValue();
          case StringValue text -> new BigInteger(text.getValue());
          default -> throw new NumberFormatException("expected an integer or a string");
        };
      } catch (NumberFormatException e) {
        throw new CoercingParseLiteralException("Failed to get BigInt from `" + input + "`", e);
      }
    }
  }

  private static final class BytesCoercing implements Coercing<String, String> {
    @Override
    public String serialize(Object value, GraphQLContext context, Locale locale) {
      return value.toString();
    }

    @Override
    public String parseValue(Object input, GraphQLContext context, Locale locale) {
      if (input instanceof String text && text.matches("(0x)?([0-9a-fA-F]{2})*")) {
        return (text.startsWith("0x") ? text : "0x" + text).toLowerCase(Locale.ROOT);
      }
      throw new CoercingParseValueException("Failed to decode `Bytes` value: `" + input + "`");
    }

    @Override
    public String parseLiteral(
        Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
      if (input instanceof StringValue text) {
        try {
          return parseValue(Objects.requireNonNull(text.getValue()), context, locale);
        } catch (CoercingParseValueException e) {
          throw new CoercingParseLiteralException(e.getMessage(), e);
        }
      }
      throw new CoercingParseLiteralException("Failed to decode `Bytes` value");
    }
  }
}
