package ivs.recordings.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The enforcer keeps other people's code out of `model/`; this keeps the world out.
final class WallTest {
  private static final JavaClasses MODEL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("ivs.recordings.model");

  @Test
  void theModelKnowsOnlyValuesAndCollections() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "ivs.recordings.model..",
            "java.lang..",
            "java.nio",
            "java.nio.charset",
            "java.security",
            "java.time..",
            "java.util",
            "java.util.function..",
            "java.util.regex..",
            "java.util.stream..",
            "javax.crypto..")
        .check(MODEL);
  }

  @Test
  void theModelHasNoClockNoRandomnessAndNoEnvironment() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(System.class)
        .check(MODEL);
  }
}
