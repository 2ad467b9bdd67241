package io.polytape.simulator.subgraph;

import graphql.language.Argument;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.VariableReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a document apart: its operation, and the fields of a selection with fragments and
 * directives resolved.
 */
final class Selections {
  private final Document document;
  private final Map<String, Object> variables;

  Selections(Document document, Map<String, Object> variables) {
    this.document = document;
    this.variables = variables;
  }

  static OperationDefinition operation(Document document, @Nullable String name) {
    List<OperationDefinition> operations = document.getDefinitionsOfType(OperationDefinition.class);
    List<OperationDefinition> named =
        name == null || name.isEmpty()
            ? operations
            : operations.stream().filter(operation -> name.equals(operation.getName())).toList();
    if (named.size() != 1) {
      throw new QueryException(
          named.isEmpty()
              ? "Operation name not found"
              : "Operation name required: the document has several");
    }
    if (named.getFirst().getOperation() != OperationDefinition.Operation.QUERY) {
      throw new QueryException("Only queries are supported");
    }
    return named.getFirst();
  }

  /** The selected fields by the name they have in the answer, in the order of the query. */
  Map<String, Field> fields(@Nullable SelectionSet selections) {
    var fields = new LinkedHashMap<String, Field>();
    if (selections != null) {
      collect(selections, fields);
    }
    return fields;
  }

  private void collect(SelectionSet selections, Map<String, Field> fields) {
    for (Selection<?> selection : selections.getSelections()) {
      switch (selection) {
        case Field field -> {
          if (included(field)) {
            fields.merge(field.getResultKey(), field, Selections::merge);
          }
        }
        case InlineFragment fragment -> {
          if (included(fragment)) {
            collect(fragment.getSelectionSet(), fields);
          }
        }
        case FragmentSpread spread -> {
          if (included(spread)) {
            document.getDefinitionsOfType(FragmentDefinition.class).stream()
                .filter(fragment -> fragment.getName().equals(spread.getName()))
                .forEach(fragment -> collect(fragment.getSelectionSet(), fields));
          }
        }
        default ->
            throw new IllegalStateException("expected a known kind of selection, was " + selection);
      }
    }
  }

  /** One field selected twice answers with the fields of both. */
  private static Field merge(Field left, Field right) {
    SelectionSet more = right.getSelectionSet();
    SelectionSet selections = left.getSelectionSet();
    if (more == null || selections == null) {
      return left;
    }
    var both = SelectionSet.newSelectionSet(selections.getSelections());
    more.getSelections().forEach(both::selection);
    return left.transform(builder -> builder.selectionSet(both.build()));
  }

  private boolean included(DirectivesContainer<?> node) {
    for (Directive directive : node.getDirectives()) {
      Argument condition = directive.getArgument("if");
      if (condition == null) {
        continue;
      }
      boolean holds =
          switch (condition.getValue()) {
            case BooleanValue literal -> literal.isValue();
            case VariableReference variable ->
                Boolean.TRUE.equals(variables.get(variable.getName()));
            default -> false;
          };
      if (directive.getName().equals("skip") ? holds : !holds) {
        return false;
      }
    }
    return true;
  }
}
