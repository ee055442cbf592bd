package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlyTest {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
                    + "org.projectnessie.spark.extensions.NessieSparkSessionExtensions")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "WITH t AS (SELECT 1) SELECT * FROM t",
        "SHOW TABLES",
        "DESCRIBE trades",
        "EXPLAIN SELECT 1",
        "LIST REFERENCES IN lake",
        "SHOW LOG main IN lake"
      })
  void statementsThatReadAreAllowed(String sql) throws Exception {
    assertThat(ReadOnly.allows(spark, sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO trades VALUES (1)",
        "DELETE FROM trades",
        "UPDATE trades SET price = 1",
        "MERGE INTO trades t USING s ON t.a = s.a WHEN MATCHED THEN DELETE",
        "CREATE TABLE t (a INT) USING iceberg",
        "DROP TABLE trades",
        "TRUNCATE TABLE trades",
        "ALTER TABLE trades SET TBLPROPERTIES ('a' = 'b')",
        "CALL lake.system.rollback_to_snapshot('market.trades', 1)",
        "CREATE BRANCH other IN lake",
        "DROP BRANCH main IN lake",
        "ASSIGN BRANCH main TO staging IN lake",
        "MERGE BRANCH staging INTO main IN lake",
        "SET spark.sql.ansi.enabled = true"
      })
  void statementsThatChangeSomethingAreNot(String sql) throws Exception {
    assertThat(ReadOnly.allows(spark, sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP BRANCH main IN lake",
        "ASSIGN BRANCH main TO staging IN lake",
        "MERGE BRANCH staging INTO main IN lake",
        "DROP TAG `publish-3` IN lake"
      })
  void noStatementMovesMainOrDropsItsTags(String sql) throws Exception {
    assertThat(ReadOnly.keepsPublished(spark, sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM trades",
        "DROP BRANCH `candidate-7` IN lake",
        "CREATE BRANCH other IN lake FROM staging"
      })
  void otherBranchesAreTheirOwnersAffair(String sql) throws Exception {
    assertThat(ReadOnly.keepsPublished(spark, sql)).isTrue();
  }
}
