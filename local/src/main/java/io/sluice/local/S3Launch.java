package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** MinIO, or S3Proxy over a folder. */
final class S3Launch {
  private final LocalOptions options;
  private final StackFiles files;

  S3Launch(LocalOptions options, StackFiles files) {
    this.options = options;
    this.files = files;
  }

  ServiceLaunch launch() {
    return switch (options.s3().kind()) {
      case MINIO -> minio(options.s3().minio().orElseThrow());
      case S3PROXY -> s3Proxy();
    };
  }

  private ServiceLaunch minio(Path binary) {
    List<String> command =
        List.of(
            binary.toString(),
            "server",
            "--quiet",
            "--address",
            address(),
            // Or it makes folders in the user's home.
            "--config-dir",
            files.configuration("minio").toString(),
            "--certs-dir",
            files.configuration("minio").resolve("certs").toString(),
            data(files, S3Kind.MINIO).toString());
    Map<String, String> environment =
        Map.of(
            "MINIO_ROOT_USER",
            options.s3().accessKey(),
            "MINIO_ROOT_PASSWORD",
            options.s3().secretKey(),
            "MINIO_BROWSER",
            "off",
            "MINIO_UPDATE",
            "off");
    return new ServiceLaunch(
        Service.S3, command, environment, this::createData, Health.of(Service.S3));
  }

  private ServiceLaunch s3Proxy() {
    List<String> command =
        List.of(
            options.javaHomes().services().resolve("bin/java").toString(),
            "-Xmx512m",
            "-Duser.timezone=UTC",
            "-Dlogback.configurationFile=" + logback(),
            "-cp",
            new ServiceJars(options.jars()).s3ProxyClassPath(),
            "org.gaul.s3proxy.Main",
            "--properties",
            properties().toString());
    return new ServiceLaunch(
        Service.S3, command, Map.of(), this::prepareS3Proxy, Health.of(Service.S3));
  }

  private void prepareS3Proxy() {
    createData();
    Configuration.copy("s3proxy/logback.xml", logback());
    Map<String, String> added =
        Map.of(
            "s3proxy.endpoint", "http://" + address(),
            "s3proxy.identity", options.s3().accessKey(),
            "s3proxy.credential", options.s3().secretKey(),
            "jclouds.filesystem.basedir", data(files, S3Kind.S3PROXY).toString());
    Configuration.writeProperties("s3proxy/s3proxy.properties", added, properties());
  }

  private void createData() {
    try {
      Files.createDirectories(data(files, options.s3().kind()));
    } catch (IOException e) {
      throw new SluiceException("Cannot create the S3 store's folder: " + e, e);
    }
  }

  /** The two write different files, so each has a folder of its own. */
  static Path data(StackFiles files, S3Kind kind) {
    return files.data(Service.S3).resolve(kind.id());
  }

  private String address() {
    return "127.0.0.1:" + options.ports().s3();
  }

  private Path properties() {
    return files.configuration("s3proxy.properties");
  }

  private Path logback() {
    return files.configuration("s3proxy-logback.xml");
  }
}
