package io.sluice.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Operations of one table at one commit of staging whose commits write a metadata file and keep it:
 * the catalog learns of it with those of the other tables, in one commit.
 */
final class StagedOperations implements TableOperations {
  private final FileIO io;
  private final UnaryOperator<TableMetadata> trim;
  private final List<String> written = new ArrayList<>();
  private final TableMetadata base;
  private TableMetadata current;

  /**
   * Operations that start from {@code base}.
   *
   * @param trim what else changes with each commit: expired snapshots leave the metadata
   */
  StagedOperations(FileIO io, TableMetadata base, UnaryOperator<TableMetadata> trim) {
    this.io = io;
    this.base = base;
    this.current = base;
    this.trim = trim;
  }

  /** The table as it was before the first commit here. */
  TableMetadata base() {
    return base;
  }

  /** The newest metadata written here; empty where nothing was committed. */
  Optional<TableMetadata> staged() {
    return current == base ? Optional.empty() : Optional.of(current);
  }

  /** The metadata files written here. */
  List<String> written() {
    return List.copyOf(written);
  }

  @Override
  public TableMetadata current() {
    return current;
  }

  @Override
  public TableMetadata refresh() {
    return current;
  }

  @Override
  public void commit(TableMetadata expected, TableMetadata metadata) {
    if (expected != current) {
      throw new CommitFailedException("Cannot commit: the table has changed since it was read");
    }
    if (metadata == expected) {
      return;
    }
    TableMetadata trimmed = trim.apply(metadata);
    String location = newFile(trimmed);
    written.add(location);
    TableMetadataParser.write(trimmed, io.newOutputFile(location));
    current =
        TableMetadata.buildFrom(trimmed).withMetadataLocation(location).discardChanges().build();
  }

  private String newFile(TableMetadata metadata) {
    String codec =
        metadata.property(
            TableProperties.METADATA_COMPRESSION, TableProperties.METADATA_COMPRESSION_DEFAULT);
    return metadataFileLocation(
        metadata,
        "%05d-%s%s"
            .formatted(
                version(current.metadataFileLocation()) + 1,
                UUID.randomUUID(),
                TableMetadataParser.getFileExtension(codec)));
  }

  /** The number that a metadata file's name begins with; a name of another kind counts as 0. */
  private static int version(String location) {
    String name = location.substring(location.lastIndexOf('/') + 1);
    int dash = name.indexOf('-');
    return dash > 0 && name.substring(0, dash).matches("\\d{1,9}")
        ? Integer.parseInt(name.substring(0, dash))
        : 0;
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return metadataFileLocation(current, fileName);
  }

  private static String metadataFileLocation(TableMetadata metadata, String fileName) {
    String folder = metadata.properties().get(TableProperties.WRITE_METADATA_LOCATION);
    return (folder == null ? metadata.location() + "/metadata" : folder) + "/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(current.location(), current.properties());
  }
}
