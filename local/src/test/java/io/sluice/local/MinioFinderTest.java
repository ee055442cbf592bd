package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.failure.SluiceException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinioFinderTest {
  @TempDir private Path folder;

  @Test
  void theNamedOneComesFirstThenThePathThenTheClone() throws IOException {
    Path named = binary("named/minio-2026");
    Path onPath = binary("path/minio");
    Path built = binary("clone/.bin/minio");
    String path = folder.resolve("empty") + File.pathSeparator + onPath.getParent();
    List<Path> roots = List.of(folder.resolve("home"), folder.resolve("clone"));

    assertThat(MinioFinder.find(named.toString(), path, roots)).hasValue(named);
    assertThat(MinioFinder.find("", path, roots)).hasValue(onPath);
    assertThat(MinioFinder.find("", "", roots)).hasValue(built);
    assertThat(MinioFinder.find("", "", List.of())).isEmpty();
  }

  @Test
  void aNameThatIsNoProgramIsRefused() {
    String named = folder.resolve("absent").toString();

    assertThatThrownBy(() -> MinioFinder.find(named, "", List.of()))
        .isInstanceOf(SluiceException.class)
        .hasMessage(
            "Cannot start MinIO: --minio-bin or SLUICE_MINIO_BIN is no executable file: " + named);
  }

  private Path binary(String name) throws IOException {
    Path binary = folder.resolve(name);
    Files.createDirectories(binary.getParent());
    Files.createFile(binary);
    assertThat(binary.toFile().setExecutable(true)).isTrue();
    return binary;
  }
}
