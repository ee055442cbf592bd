package io.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the house, and which way its doors open. */
@AnalyzeClasses(packages = "io.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  @ArchTest
  static final ArchRule contractStandsAlone =
      classes()
          .that()
          .resideInAPackage("io.sluice.contract")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.sluice.contract", "java..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule decodeKnowsTheContractOnly =
      classes()
          .that()
          .resideInAPackage("io.sluice.decode")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.sluice.decode", "io.sluice.contract", "java..");

  @ArchTest
  static final ArchRule identityStandsAlone =
      classes()
          .that()
          .resideInAPackage("io.sluice.identity")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.sluice.identity", "java..");

  @ArchTest
  static final ArchRule marketHasNoInputAndNoOutput =
      noClasses()
          .that()
          .resideInAPackage("io.sluice.market")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..", "org.apache.kafka..", "org.projectnessie..", "java.nio.file..");

  @ArchTest
  static final ArchRule marketKnowsTheContractOnly =
      rooms("market", "lake", "stream", "wap", "feed", "command", "decode", "identity");

  @ArchTest
  static final ArchRule lakeKnowsNoQueries = rooms("lake", "stream", "wap", "feed", "command");

  @ArchTest
  static final ArchRule feedKnowsNoLake = rooms("feed", "lake", "stream", "wap", "command");

  @ArchTest static final ArchRule streamKnowsNoPublish = rooms("stream", "wap", "command", "feed");

  @ArchTest static final ArchRule publishKnowsNoStream = rooms("wap", "stream", "command", "feed");

  private static ArchRule rooms(String room, String... closed) {
    String[] packages = new String[closed.length];
    for (int i = 0; i < closed.length; i++) {
      packages[i] = "io.sluice." + closed[i];
    }
    return noClasses()
        .that()
        .resideInAPackage("io.sluice." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
