#!/bin/sh
# Ingest beside stock Spark and beside a bare consumer; options go to the program (--help lists them).
set -eu
. "$(dirname "$0")/build.sh"

exec "$JAVA_HOME/bin/java" "@$root/jobs/jvm.options" -Xmx3g -cp "$bench_path" io.sluice.bench.ingest.IngestBench \
  --folder "$root/bench/target/ingest" \
  "$@"
