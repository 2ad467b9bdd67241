import com.apollographql.apollo.compiler.ApolloCompiler;
import com.apollographql.apollo.compiler.CodegenSchemaOptions;
import com.apollographql.apollo.compiler.InputFile;
import com.apollographql.apollo.compiler.OptionsKt;
import com.apollographql.apollo.compiler.TargetLanguage;
import com.apollographql.apollo.compiler.codegen.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Generates the Java models of the subgraph's queries. Run by the build from this source file, with
 * Apollo's compiler on the class path.
 *
 * <p>Arguments: schema file, query file, package, output folder.
 */
final class GenerateModels {
  private static final String TEXT = "java.lang.String";
  private static final String TEXT_ADAPTER = "com.apollographql.apollo.api.Adapters.StringAdapter";

  private GenerateModels() {}

  public static void main(String[] args) throws IOException {
    var schema = new InputFile(Path.of(args[0]).toFile(), "schema.graphqls");
    var queries = new InputFile(Path.of(args[1]).toFile(), "fills.graphql");
    // Big integers stay text until they are parsed exactly.
    var scalars = Map.of("BigInt", TEXT, "Bytes", TEXT, "Int8", TEXT);
    var adapters = Map.of("BigInt", TEXT_ADAPTER, "Bytes", TEXT_ADAPTER, "Int8", TEXT_ADAPTER);
    var schemaOptions = new CodegenSchemaOptions(scalars, adapters, false);
    var irOptions =
        OptionsKt.buildIrOptions(
            null, null, null, null, null, null, "operationBased", null, null, null);
    var options =
        OptionsKt.buildCodegenOptions(
            TargetLanguage.JAVA,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            args[2],
            args[2]);
    Path out = Path.of(args[3]);
    var sources =
        ApolloCompiler.INSTANCE.buildSchemaAndOperationsSources(
            List.of(schema),
            List.of(queries),
            schemaOptions,
            irOptions,
            options,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            OptionsKt.getDefaultLogger(),
            null);
    for (SourceFile file : sources.getFiles()) {
      Path folder = out.resolve(file.getPackageName().replace('.', '/'));
      Files.createDirectories(folder);
      try (var to = Files.newOutputStream(folder.resolve(file.getName()))) {
        file.writeTo(to);
      }
    }
  }
}
