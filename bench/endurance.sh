#!/bin/sh
# What only shows after thousands of commits: drivers and publishers that meet, then metadata that grows, then millions of stored ids. One program by its name:
# sh bench/endurance.sh DriverRace --rounds 100; without a name, all of them.
set -eu
. "$(dirname "$0")/build.sh"

run() {
  _program=$1
  shift
  "$JAVA_HOME/bin/java" "@$root/jobs/jvm.options" -Xmx3g -cp "$bench_path" "io.sluice.bench.endurance.$_program" \
    --folder "$root/bench/target/endurance" "$@"
}

if [ $# -gt 0 ]; then
  run "$@"
else
  run DriverRace
  run PublishRace
  run Growth
  run StoredIds
fi
