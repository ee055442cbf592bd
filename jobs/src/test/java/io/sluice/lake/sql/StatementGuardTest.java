package io.sluice.lake.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.JavaConverters;

/** Against a catalog of files: nothing that is checked here is ever executed. */
class StatementGuardTest {
  private static final String STAGING = "staging";

  private static SparkSession spark;
  private static StatementGuard guard;

  @BeforeAll
  static void start(@TempDir Path warehouse) {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.variable.substitute", "false")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
                    + "org.projectnessie.spark.extensions.NessieSparkSessionExtensions")
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.type", "hadoop")
            .config("spark.sql.catalog.lake.warehouse", warehouse.toString())
            .getOrCreate();
    spark.sql("CREATE NAMESPACE lake.market");
    for (String table : new String[] {"trades", "`trades@staging`", "`trades@publish-3`"}) {
      spark.sql(
          "CREATE TABLE lake.market."
              + table
              + " (symbol string, price decimal(38,18), id bigint, event_time timestamp)"
              + " USING iceberg PARTITIONED BY (days(event_time))");
    }
    spark.catalog().setCurrentCatalog("lake");
    spark.catalog().setCurrentDatabase("market");
    guard = new StatementGuard(spark);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "WITH t AS (SELECT count(*) c FROM trades) SELECT * FROM t WHERE c > (SELECT max(id) FROM"
            + " trades) ORDER BY 1 LIMIT 3",
        "SELECT symbol, row_number() OVER w FROM trades t WHERE EXISTS (SELECT 1 FROM trades u"
            + " WHERE u.id = t.id) WINDOW w AS (PARTITION BY symbol ORDER BY id)",
        "SELECT a.id FROM trades a JOIN `trades@publish-3` b USING (id) LEFT JOIN"
            + " lake.market.trades c ON c.id = a.id",
        "SELECT lake.system.bucket(16, id), url_encode(symbol), md5(symbol) FROM market.trades",
        "SELECT snapshot_id FROM lake.market.trades.snapshots",
        "SELECT * FROM trades PIVOT (sum(price) FOR symbol IN ('a', 'b'))",
        "SELECT symbol, y FROM trades LATERAL VIEW explode(array(1)) x AS y",
        "SELECT * FROM range(3), VALUES (1, 2) v(a, b)",
        "SELECT id FROM trades UNION ALL SELECT 2 EXCEPT SELECT 3 INTERSECT SELECT 4",
        "SELECT transform(array(1), x -> x + 1), extract(HOUR FROM event_time), try_cast(symbol AS"
            + " INT), trim(symbol), CASE WHEN id = 1 THEN 2 END, symbol RLIKE 'a', symbol LIKE 'a',"
            + " named_struct('a', 1).a, date '2024-01-01', current_date FROM trades",
        "SELECT symbol, count(*) FROM trades GROUP BY CUBE (symbol) HAVING count(*) > 1",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price), sum(price) FILTER (WHERE id > 1)"
            + " FROM trades TABLESAMPLE (10 PERCENT)",
        "SELECT window(event_time, '5 minutes').start, max_by(price, id) FROM trades GROUP BY 1",
        "SELECT /*+ BROADCAST(t) */ DISTINCT symbol FROM trades t",
        "TABLE trades",
        "SHOW TABLES",
        "SHOW COLUMNS IN trades",
        "SHOW CREATE TABLE trades",
        "SHOW TBLPROPERTIES trades",
        "DESCRIBE trades",
        "DESCRIBE EXTENDED trades",
        "DESCRIBE trades price",
        "DESCRIBE FUNCTION sum",
        "DESCRIBE QUERY SELECT * FROM trades",
        "EXPLAIN SELECT * FROM trades",
        "EXPLAIN FORMATTED SELECT * FROM trades",
        "LIST REFERENCES IN lake",
        "SHOW REFERENCE IN lake",
        "SHOW LOG main IN lake"
      })
  void whatOnlyReadsMayRun(String sql) {
    assertThatCode(() -> guard.reads(sql)).doesNotThrowAnyException();
    assertThatCode(() -> guard.writes(sql, STAGING)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ## ",
      quoteCharacter = '~',
      textBlock =
          """
          INSERT OVERWRITE DIRECTORY '/tmp/x' USING parquet SELECT 1 ## does more than to read tables: InsertIntoDir
          INSERT OVERWRITE LOCAL DIRECTORY '/tmp/x' USING csv SELECT 1 ## does more than to read tables: InsertIntoDir
          FROM trades INSERT INTO trades SELECT * INSERT OVERWRITE DIRECTORY '/tmp/x' USING parquet SELECT id ## does more than to read tables: InsertInto
          SELECT TRANSFORM(id) USING 'sh -c id' AS (x STRING) FROM trades ## does more than to read tables: ScriptTransformation
          SELECT 1 FROM (SELECT TRANSFORM(id) USING 'id' AS (x STRING) FROM trades) ## does more than to read tables: ScriptTransformation
          SELECT reflect('java.lang.System', 'getenv', 'HOME') ## a function that is not on the list of those that only compute: reflect
          SELECT JAVA_METHOD('java.lang.System', 'getenv', 'HOME') ## a function that is not on the list of those that only compute: JAVA_METHOD
          SELECT try_reflect('java.lang.System', 'getenv', 'HOME') ## a function that is not on the list of those that only compute: try_reflect
          SELECT id FROM trades WHERE id IN (SELECT length(reflect('java.lang.System', 'getenv', 'HOME'))) ## a function that is not on the list of those that only compute: reflect
          SELECT * FROM VALUES (reflect('java.lang.System', 'exit', '0')) ## a function that is not on the list of those that only compute: reflect
          WITH t AS (SELECT reflect('java.lang.System', 'getenv', 'HOME') x) SELECT * FROM t ## a function that is not on the list of those that only compute: reflect
          SELECT transform(array(1), x -> reflect('java.lang.System', 'getenv', 'HOME')) ## a function that is not on the list of those that only compute: reflect
          SELECT sum(id) FILTER (WHERE reflect('a', 'b') = '1') OVER () FROM trades ## a function that is not on the list of those that only compute: reflect
          SELECT * FROM trades ORDER BY reflect('a', 'b') ## a function that is not on the list of those that only compute: reflect
          EXPLAIN SELECT reflect('java.lang.System', 'getenv', 'HOME') ## a function that is not on the list of those that only compute: reflect
          DESCRIBE QUERY SELECT reflect('java.lang.System', 'getenv', 'HOME') ## a function that is not on the list of those that only compute: reflect
          SELECT IDENTIFIER('reflect')('java.lang.System', 'getenv', 'HOME') ## a name that is computed
          SELECT * FROM IDENTIFIER('tra' || 'des') ## does more than to read tables: PlanWithUnresolvedIdentifier
          SELECT xpath_string('<a/>', 'a') ## a function that is not on the list of those that only compute: xpath_string
          SELECT lake.market.f(1) ## a function that is not on the list of those that only compute: lake.market.f
          SELECT * FROM text.`/etc/passwd` ## reads what is no table of the lake: /etc/passwd
          SELECT * FROM CSV.`/etc/passwd` ## reads what is no table of the lake: /etc/passwd
          SELECT * FROM binaryFile.`/etc/passwd` ## reads what is no table of the lake: /etc/passwd
          SELECT * FROM parquet.`s3a://sluice/warehouse` ## reads what is no table of the lake: s3a://sluice/warehouse
          SELECT * FROM lake.`/warehouse/market/trades` ## reads what is no table of the lake: /warehouse/market/trades
          SELECT (SELECT count(*) FROM text.`/etc/passwd`) ## reads what is no table of the lake: /etc/passwd
          SELECT * FROM text.`pom.xml` ## does more than to read tables: LogicalRelation
          SET ## does more than to read tables: Set
          SET -v ## does more than to read tables: Set
          SET `spark.sql.catalog.lake.s3.secret-access-key` ## does more than to read tables: Set
          SET spark.sql.catalog.lake.ref = main ## does more than to read tables: Set
          RESET ## does more than to read tables: Reset
          ADD JAR '/tmp/x.jar' ## does more than to read tables: AddJars
          ADD FILE '/tmp/x' ## does more than to read tables: AddFiles
          LIST FILES ## does more than to read tables: ListFiles
          CREATE FUNCTION f AS 'x.Y' USING JAR '/tmp/x.jar' ## does more than to read tables: CreateFunction
          CREATE TEMPORARY FUNCTION reflect2 AS 'x.Y' ## does more than to read tables: CreateFunction
          CREATE VIEW v AS SELECT 1 ## does more than to read tables: CreateIcebergView
          CREATE TEMPORARY VIEW v USING csv OPTIONS (path '/etc/passwd') ## does more than to read tables: CreateTempViewUsing
          LOAD DATA LOCAL INPATH '/tmp/x' INTO TABLE trades ## does more than to read tables: LoadData
          CACHE TABLE trades ## does more than to read tables: CacheTable
          USE REFERENCE main IN lake ## does more than to read tables: UseReference
          ALTER TABLE trades RENAME TO t2 ## does more than to read tables: RenameTable
          ALTER TABLE trades SET LOCATION 's3://elsewhere/x' ## does more than to read tables: SetTableLocation
          DROP NAMESPACE lake.market CASCADE ## does more than to read tables: DropNamespace
          """)
  void whatReachesOutsideTheLakeIsRefusedWithAndWithoutWrite(String sql, String why) {
    assertThatThrownBy(() -> guard.reads(sql)).hasMessageStartingWith(why);
    assertThatThrownBy(() -> guard.writes(sql, STAGING))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO trades SELECT * FROM trades",
        "INSERT INTO `trades@staging` SELECT * FROM `trades@publish-3`",
        "INSERT OVERWRITE trades VALUES ('a', 1, 1, now())",
        "INSERT INTO trades REPLACE WHERE id = 1 SELECT * FROM trades",
        "DELETE FROM trades WHERE id IN (SELECT max(id) FROM trades)",
        "DELETE FROM lake.market.`trades@staging` WHERE id = 1",
        "UPDATE trades SET price = 1 WHERE id = 3",
        "MERGE INTO trades t USING trades s ON t.id = s.id WHEN MATCHED AND s.id = 2 THEN DELETE WHEN"
            + " MATCHED THEN UPDATE SET price = s.price WHEN NOT MATCHED THEN INSERT *",
        "TRUNCATE TABLE trades",
        "CREATE TABLE t3 (a INT) USING iceberg",
        "CREATE TABLE t3 USING iceberg AS SELECT id FROM trades",
        "CREATE OR REPLACE TABLE t3 USING iceberg AS SELECT 1 a",
        "DROP TABLE trades",
        "ALTER TABLE trades SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')",
        "ALTER TABLE trades ADD COLUMN x INT",
        "ALTER TABLE trades ALTER COLUMN id FIRST",
        "ALTER TABLE trades DROP COLUMN id",
        "ALTER TABLE trades ADD PARTITION FIELD bucket(4, id)",
        "ALTER TABLE trades WRITE ORDERED BY id",
        "ALTER TABLE trades CREATE BRANCH b",
        "CALL lake.system.rollback_to_snapshot('market.trades', 1)",
        "CALL system.rollback_to_snapshot(table => 'market.`trades@staging`', snapshot_id => 1)",
        "CALL lake.system.rewrite_data_files(table => 'market.trades', where => 'id = 1')",
        "CREATE BRANCH other IN lake FROM staging",
        "CREATE TAG mine IN lake FROM main",
        "DROP BRANCH `candidate-7` IN lake",
        "ASSIGN BRANCH staging TO `publish-3` IN lake",
        "MERGE BRANCH other INTO staging IN lake"
      })
  void anotherBranchMayBeChangedWithWriteOnly(String sql) {
    assertThatCode(() -> guard.writes(sql, STAGING)).doesNotThrowAnyException();
    assertThatThrownBy(() -> guard.reads(sql))
        .isInstanceOf(RefusedException.class)
        .hasMessage("--write allows this on another branch than main, nothing else does: " + sql);
    assertThatThrownBy(() -> guard.writes(sql, "main"))
        .hasMessage("only publish moves main, its tags and candidates: --ref main");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ## ",
      quoteCharacter = '~',
      textBlock =
          """
          INSERT INTO `trades@main` SELECT * FROM trades ## only publish moves main, its tags and candidates: trades@main
          INSERT INTO lake.market.`trades@MAIN` SELECT * FROM trades ## only publish moves main, its tags and candidates: lake.market.trades@MAIN
          DELETE FROM `trades@publish-3` WHERE id = 1 ## only publish moves main, its tags and candidates: trades@publish-3
          DELETE FROM `trades@candidate-3` WHERE id = 1 ## only publish moves main, its tags and candidates: trades@candidate-3
          UPDATE `trades@main#1122334455667788` SET price = 1 ## no plain name of a table to write to: trades@main#1122334455667788
          UPDATE `trades@1122334455667788` SET price = 1 ## a commit is no branch to write to: trades@1122334455667788
          UPDATE `trades#1122334455667788` SET price = 1 ## no plain name of a table to write to: trades#1122334455667788
          DELETE FROM ```trades``@``main``` WHERE id = 1 ## no plain name of a table to write to: `trades`@`main`
          DELETE FROM `market@main`.trades WHERE id = 1 ## no plain name of a table to write to: market@main.trades
          MERGE INTO `trades@main` t USING trades s ON t.id = s.id WHEN MATCHED THEN DELETE ## only publish moves main, its tags and candidates: trades@main
          TRUNCATE TABLE `trades@main` ## only publish moves main, its tags and candidates: trades@main
          CREATE TABLE `t@main` (a INT) USING iceberg ## only publish moves main, its tags and candidates: t@main
          CREATE OR REPLACE TABLE `t@main` USING iceberg AS SELECT 1 a ## only publish moves main, its tags and candidates: t@main
          DROP TABLE `trades@main` ## only publish moves main, its tags and candidates: trades@main
          ALTER TABLE `trades@main` SET TBLPROPERTIES ('a' = 'b') ## only publish moves main, its tags and candidates: trades@main
          ALTER TABLE `trades@main` ADD PARTITION FIELD id ## only publish moves main, its tags and candidates: trades@main
          ALTER TABLE `trades@main` CREATE BRANCH b ## only publish moves main, its tags and candidates: trades@main
          INSERT INTO lake.market.trades.branch_b SELECT * FROM trades ## no plain name of a table to write to: lake.market.trades.branch_b
          INSERT INTO spark_catalog.default.t SELECT 1 ## writes to what is no table of the lake: spark_catalog.default.t
          DELETE FROM delta.`/tmp/x` ## no plain name of a table to write to: delta./tmp/x
          INSERT INTO trades SELECT reflect('a', 'b'), 1, 1, now() ## a function that is not on the list of those that only compute: reflect
          UPDATE trades SET symbol = reflect('a', 'b') ## a function that is not on the list of those that only compute: reflect
          INSERT INTO trades SELECT value, 1, 1, now() FROM text.`/etc/passwd` ## reads what is no table of the lake: /etc/passwd
          DROP TABLE trades PURGE ## would delete files that main may read: PURGE
          ALTER TABLE trades SET TBLPROPERTIES ('gc.enabled' = 'true') ## would delete files that main may read: gc.enabled
          ALTER TABLE trades UNSET TBLPROPERTIES ('gc.enabled') ## would delete files that main may read: gc.enabled
          CREATE OR REPLACE TABLE trades (a INT) USING iceberg TBLPROPERTIES ('gc.enabled' = 'true') ## would delete files that main may read: gc.enabled
          CALL lake.system.rollback_to_snapshot('market.`trades@main`', 1) ## only publish moves main, its tags and candidates: market.trades@main
          CALL lake.system.rollback_to_snapshot(snapshot_id => 1, table => 'market.`trades@main`') ## only publish moves main, its tags and candidates: market.trades@main
          CALL lake.system.rollback_to_snapshot(array('market.trades'), 1) ## an argument that is computed
          CALL lake.system.rewrite_data_files(table => 'market.trades', where => 'reflect("a", "b") = 1') ## a function that is not on the list of those that only compute: reflect
          CALL lake.system.expire_snapshots('market.trades') ## a procedure that is not on the list of those allowed: lake.system.expire_snapshots
          CALL lake.system.remove_orphan_files(table => 'market.trades') ## a procedure that is not on the list of those allowed: lake.system.remove_orphan_files
          CALL lake.system.add_files(table => 'market.trades', source_table => '`parquet`.`/tmp/x`') ## a procedure that is not on the list of those allowed: lake.system.add_files
          CALL lake.system.register_table('market.`trades@main`', '/tmp/x') ## a procedure that is not on the list of those allowed: lake.system.register_table
          MERGE BRANCH staging IN lake ## only publish moves main, its tags and candidates: MERGE BRANCH INTO main
          MERGE BRANCH staging BEHAVIOR FORCE IN lake ## only publish moves main, its tags and candidates: MERGE BRANCH INTO main
          MERGE BRANCH staging INTO main IN lake ## only publish moves main, its tags and candidates: MERGE BRANCH INTO main
          MERGE BRANCH staging INTO `candidate-4` IN lake ## only publish moves main, its tags and candidates: MERGE BRANCH INTO candidate-4
          ASSIGN BRANCH main TO staging IN lake ## only publish moves main, its tags and candidates: main
          ASSIGN TAG `publish-3` TO staging IN lake ## only publish moves main, its tags and candidates: publish-3
          DROP BRANCH main IN lake ## only publish moves main, its tags and candidates: main
          DROP BRANCH staging IN lake ## staging is made by init and stays: staging
          DROP TAG `publish-3` IN lake ## only publish moves main, its tags and candidates: publish-3
          CREATE TAG `publish-9999` IN lake FROM staging ## only publish moves main, its tags and candidates: publish-9999
          CREATE BRANCH `candidate-9` IN lake FROM staging ## only publish moves main, its tags and candidates: candidate-9
          CREATE BRANCH IF NOT EXISTS main IN lake FROM staging ## only publish moves main, its tags and candidates: main
          CREATE BRANCH IF NOT EXISTS staging IN lake FROM main ## staging is made by init and stays: staging
          """)
  void mainItsTagsAndItsFilesAreRefusedAlsoWithWrite(String sql, String why) {
    assertThatThrownBy(() -> guard.writes(sql, STAGING))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "Main", "publish-3", "candidate-3", "1122334455667788"})
  void aSessionOnWhatPublishMadeWritesNothing(String ref) {
    assertThatThrownBy(() -> guard.writes("DELETE FROM trades", ref))
        .isInstanceOf(RefusedException.class)
        .hasMessageEndingWith(": --ref " + ref);
  }

  @Test
  void aRuleIsOneQueryOverItsIncrementAndTheLake() throws Exception {
    spark.table("lake.market.trades").where("id > 1").createOrReplaceTempView("increment");
    guard.selects(
        "SELECT count(*) FROM increment i JOIN lake.market.trades t USING (id)", "increment");
    assertThatThrownBy(() -> guard.selects("SHOW TABLES", "increment"))
        .hasMessage("does more than to read tables: ShowTables");
    assertThatThrownBy(() -> guard.selects("DELETE FROM lake.market.trades", "increment"))
        .hasMessage("does more than to read tables: DeleteFromTable");
    assertThatThrownBy(
            () -> guard.selects("ASSIGN BRANCH main TO staging IN lake -- increment", "increment"))
        .hasMessage("does more than to read tables: AssignReference");
    assertThatThrownBy(() -> guard.reads("SELECT * FROM increment"))
        .hasMessage("does more than to read tables: View");
  }

  @Test
  void aViewOfTheLakeHidesNothing() {
    // As another client can make it: the view's text is only seen by the analyser.
    spark
        .range(1)
        .selectExpr("reflect('java.lang.System', 'getenv', 'HOME') AS x")
        .createOrReplaceTempView("hiding");
    assertThatThrownBy(() -> guard.reads("SELECT x FROM hiding"))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void neitherTheEnvironmentNorASettingGetsIntoASqlText() {
    assertThat(
            spark.sql("SELECT '${env:PATH}', '${spark.sql.catalog.lake.type}'").head().mkString())
        .isEqualTo("${env:PATH}${spark.sql.catalog.lake.type}");
  }

  @Test
  void theListNamesFunctionsThatSparkHas() {
    TreeSet<String> unknown = new TreeSet<>(Functions.builtIn());
    JavaConverters.seqAsJavaList(FunctionRegistry.builtin().listFunction())
        .forEach(name -> unknown.remove(name.funcName()));
    JavaConverters.seqAsJavaList(TableFunctionRegistry.builtin().listFunction())
        .forEach(name -> unknown.remove(name.funcName()));
    // The grammar's own.
    assertThat(unknown)
        .containsExactly("percentile_cont", "percentile_disc", "timestampadd", "timestampdiff");
  }
}
