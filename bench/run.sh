#!/bin/sh
# Time from append to visible on main under a steady load; options go to the program (--help lists them).
set -eu
. "$(dirname "$0")/build.sh"

exec "$JAVA_HOME/bin/java" "@$root/jobs/jvm.options" -Xmx512m -cp "$bench_path" io.sluice.bench.run.RunBench \
  --folder "$root/bench/target/run" \
  --jvm-options "$root/jobs/jvm.options" \
  --class-path "$jobs_path" \
  "$@"
