#!/bin/sh
# An audit beside a plain scan of the same new files; options go to the program (--help lists them).
set -eu
. "$(dirname "$0")/build.sh"

exec "$JAVA_HOME/bin/java" "@$root/jobs/jvm.options" -Xmx3g -cp "$bench_path" io.sluice.bench.audit.AuditBench \
  --folder "$root/bench/target/audit" \
  "$@"
