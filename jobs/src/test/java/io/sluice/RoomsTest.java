package io.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.Set;

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
  static final ArchRule stateHasNoInputAndNoOutput =
      noClasses()
          .that()
          .resideInAPackage("io.sluice.state")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.kafka..",
              "org.projectnessie.client..",
              "java.nio.file..");

  @ArchTest
  static final ArchRule failureStandsAlone =
      classes()
          .that()
          .resideInAPackage("io.sluice.failure")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.sluice.failure", "java..");

  @ArchTest static final ArchRule baseStandsOnTheGround = opens("base", "failure");

  @ArchTest static final ArchRule localKnowsNoLake = opens("local", "base", "failure");

  @ArchTest static final ArchRule marketKnowsTheContractOnly = opens("market", "contract");

  @ArchTest static final ArchRule stateKnowsTheGround = opens("state", "contract", "failure");

  @ArchTest
  static final ArchRule lakeKnowsStatesOnly =
      opens("lake", "state", "market", "contract", "failure");

  @ArchTest static final ArchRule kafkaStandsAlone = opens("kafka", "failure");

  @ArchTest
  static final ArchRule feedKnowsNoLake = opens("feed", "kafka", "contract", "decode", "failure");

  @ArchTest
  static final ArchRule ingestKnowsNoAudit =
      opens("ingest", "kafka", "lake", "state", "decode", "identity", "contract", "failure");

  @ArchTest
  static final ArchRule deriveKnowsNoIngest =
      opens("derive", "lake", "state", "market", "contract", "failure");

  /** The audit shares no code with what made the rows. */
  @ArchTest
  static final ArchRule auditKnowsNoQueries =
      opens("audit", "lake", "state", "market", "contract", "failure");

  @ArchTest
  static final ArchRule publishKnowsNoQueries =
      opens("publish", "audit", "kafka", "lake", "state", "contract", "failure");

  @ArchTest
  static final ArchRule driverWiresQueries =
      opens("driver", "publish", "ingest", "derive", "lake", "state", "contract", "failure");

  @ArchTest
  static final ArchRule noCircles = slices().matching("io.sluice.(*)..").should().beFreeOfCycles();

  /** A room and the rooms that its doors open to. */
  private static ArchRule opens(String room, String... others) {
    Set<String> open = new HashSet<>(Set.of(others));
    open.add(room);
    return noClasses()
        .that()
        .resideInAPackage("io.sluice." + room + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are in another room than " + open,
                type ->
                    type.getPackageName().startsWith("io.sluice.")
                        && open.stream()
                            .noneMatch(
                                each ->
                                    (type.getPackageName() + ".")
                                        .startsWith("io.sluice." + each + "."))));
  }
}
