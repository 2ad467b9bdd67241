package io.polytape.simulator.subgraph;

import graphql.GraphQLError;
import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.validation.Validator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses and validates query texts, and remembers the last of them, because pollers send one text
 * again and again.
 */
final class Documents {
  /** Texts remembered; the one not used for longest is forgotten first. */
  private static final int REMEMBERED = 256;

  private static final int LONGEST_REMEMBERED = 20_000;

  /** A document, or the errors it was refused with. */
  record Checked(@Nullable Document document, List<GraphQLError> errors) {}

  private final GraphQLSchema schema;
  private final Map<String, Checked> byText =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Checked> eldest) {
          return size() > REMEMBERED;
        }
      };

  Documents(GraphQLSchema schema) {
    this.schema = schema;
  }

  Checked check(String text) {
    synchronized (byText) {
      Checked known = byText.get(text);
      if (known != null) {
        return known;
      }
    }
    Checked checked = parse(text);
    if (text.length() <= LONGEST_REMEMBERED) {
      synchronized (byText) {
        byText.put(text, checked);
      }
    }
    return checked;
  }

  private Checked parse(String text) {
    try {
      Document document = Parser.parse(text);
      List<GraphQLError> errors =
          List.copyOf(new Validator().validateDocument(schema, document, Locale.ROOT));
      return new Checked(errors.isEmpty() ? document : null, errors);
    } catch (InvalidSyntaxException e) {
      return new Checked(null, List.of(e.toInvalidSyntaxError()));
    }
  }
}
