package io.polytape.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The rules that keep the modules apart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ArchitectureTest {
  private static final List<String> MODULES =
      List.of("embedded", "simulator", "schema", "ingesters", "processors", "writer", "dashboard");
  private static final Set<String> FLOATING = Set.of("double", "float");
  private static final Set<String> FLOATING_BOXES =
      Set.of("java.lang.Double", "java.lang.Float", "java.util.concurrent.atomic.DoubleAdder");

  private JavaClasses classes;

  @BeforeAll
  void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(
                location ->
                    !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages("io.polytape");
  }

  @Test
  void seesEveryModule() {
    for (String module : MODULES) {
      assertThat(classes)
          .as(module)
          .anyMatch(type -> type.getPackageName().startsWith("io.polytape." + module));
    }
  }

  @Test
  void modulesDependOnCommonAlone() {
    for (String module : MODULES) {
      noClasses()
          .that()
          .resideInAPackage("io.polytape." + module + "..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.polytape..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.polytape.common..", "io.polytape." + module + ".."))))
          .check(classes);
    }
  }

  @Test
  void commonDependsOnNoModule() {
    noClasses()
        .that()
        .resideInAPackage("io.polytape.common..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.polytape..")
                .and(not(resideInAnyPackage("io.polytape.common.."))))
        .check(classes);
  }

  @Test
  void modulesAreFreeOfCycles() {
    slices().matching("io.polytape.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void nothingStaticChanges() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage("..graphql..") // generated
        .should()
        .beFinal()
        .check(classes);
  }

  @Test
  void onlyWhatReadsTheVenueUsesTheHttpClient() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.polytape.common.http..", "io.polytape.ingesters..", "io.polytape.processors.book..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("okhttp3..")
        .check(classes);
  }

  @Test
  void onlyCommandsKnowTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.polytape.common.cli..", "io.polytape.launcher")
        .and(not(describe("are a command or its options", ArchitectureTest::isOfCommand)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(classes);
  }

  /** Beside them the last words of a process that does not stop, and those of the Redis server. */
  @Test
  void onlyCommandsPrint() {
    noClasses()
        .that()
        .haveNameNotMatching(".*(Command|EmbeddedRedis|common\\.worker\\.Shutdown)(\\$.*)?")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(classes);
  }

  @Test
  void logsGoThroughOneInterface() {
    noClasses().should(GeneralCodingRules.USE_JAVA_UTIL_LOGGING).check(classes);
  }

  @Test
  void moneyIsNeverFloating() {
    noClasses()
        .that()
        .resideInAnyPackage("io.polytape.common.trade..", "io.polytape.common.market..")
        .or()
        .haveSimpleName("TradeDerivation")
        .should(touchFloatingPoint())
        .check(classes);
  }

  private static boolean isOfCommand(JavaClass type) {
    JavaClass outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().get();
    }
    return outermost.isAnnotatedWith(Command.class)
        || outermost.getSimpleName().endsWith("Command")
        || outermost.getFields().stream()
            .anyMatch(
                field ->
                    field.isAnnotatedWith(Option.class) || field.isAnnotatedWith(Parameters.class));
  }

  private static ArchCondition<JavaClass> touchFloatingPoint() {
    return new ArchCondition<>("touch floating point") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getFields().stream()
            .filter(field -> isFloating(field.getRawType()))
            .forEach(field -> events.add(touched(type, field.getFullName())));
        type.getCodeUnits().stream()
            .filter(
                unit ->
                    isFloating(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream()
                            .anyMatch(ArchitectureTest::isFloating))
            .forEach(unit -> events.add(touched(type, unit.getFullName())));
        type.getMethodCallsFromSelf().stream()
            .filter(
                call ->
                    isFloating(call.getTarget().getRawReturnType())
                        || call.getTarget().getRawParameterTypes().stream()
                            .anyMatch(ArchitectureTest::isFloating))
            .map(JavaAccess::getDescription)
            .forEach(call -> events.add(touched(type, call)));
      }
    };
  }

  private static boolean isFloating(JavaClass type) {
    return FLOATING.contains(type.getName()) || FLOATING_BOXES.contains(type.getName());
  }

  private static ConditionEvent touched(JavaClass type, String what) {
    return SimpleConditionEvent.satisfied(type, what);
  }
}
