#!/bin/sh
# Writes docs/options.md from the commands of the packaged jars; `make docs` packages them first.
set -eu
root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
. "$root/infra/jdk.sh"
java_home=$(spark_java_home) || exit 1

exec "$java_home/bin/java" -cp "$root/jobs/target/test-classes:$root/jobs/target/sluice-jobs.jar:$root/jobs/target/spark/*:$root/local/target/sluice-local.jar" \
  io.sluice.command.OptionsReference "$root/docs/options.md" io.sluice.local.Local
