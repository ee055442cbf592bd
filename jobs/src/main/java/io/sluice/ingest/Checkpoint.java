package io.sluice.ingest;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.StreamMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** The checkpoint folder of a streaming query, before the query starts. */
final class Checkpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

  private final SparkSession spark;
  private final Path path;
  private final FileSystem files;

  Checkpoint(SparkSession spark, String location) {
    this.spark = spark;
    this.path = new Path(location);
    try {
      this.files = path.getFileSystem(spark.sessionState().newHadoopConf());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open checkpoint: " + location, e);
    }
  }

  boolean isNew() {
    return queryId().isEmpty();
  }

  /**
   * A checkpoint of another query than the one that wrote the table's newest state knows other
   * offsets than the table: it is moved aside, and the query starts from the table's.
   */
  void setAsideUnlessOf(String queryId) {
    Option<String> mine = queryId();
    if (mine.isEmpty() || mine.get().equals(queryId)) {
      return;
    }
    if (queryId.isEmpty() && !committedAnything()) {
      return;
    }
    Path aside = path.suffix(".stale-" + mine.get());
    try {
      if (!files.rename(path, aside)) {
        throw new SluiceException("Cannot move a stale checkpoint aside: " + path);
      }
    } catch (IOException e) {
      throw new SluiceException("Cannot move a stale checkpoint aside: " + path, e);
    }
    LOG.warn(
        "Checkpoint {} is of another query than the table's newest state; moved to {}, going on"
            + " from the table's own offsets",
        path,
        aside);
  }

  private Option<String> queryId() {
    return StreamMetadata.read(new Path(path, "metadata"), spark.sessionState().newHadoopConf())
        .map(metadata -> metadata.id());
  }

  private boolean committedAnything() {
    try {
      Path commits = new Path(path, "commits");
      return files.exists(commits) && files.listStatus(commits).length > 0;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read checkpoint: " + path, e);
    }
  }
}
