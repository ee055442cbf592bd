#!/bin/sh
# Kills the driver again and again, then counts. ROUNDS=10; further options go to the program (--help lists them).
set -eu
. "$(dirname "$0")/build.sh"

exec "$JAVA_HOME/bin/java" "@$root/jobs/jvm.options" -Xmx2g -cp "$bench_path" io.sluice.bench.chaos.Chaos \
  --rounds "${ROUNDS:-10}" \
  --folder "$root/bench/target/chaos" \
  --jvm-options "$root/jobs/jvm.options" \
  --jvm-options "$root/jobs/quick.options" \
  --class-path "$jobs_path" \
  "$@"
