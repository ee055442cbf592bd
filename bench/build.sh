# shellcheck shell=sh
# Read by the scripts here: finds the Java installations and builds what is missing or older than its sources.
root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
. "$root/infra/jdk.sh"
JAVA_HOME=$(spark_java_home) || exit 1
SLUICE_NESSIE_JAVA_HOME=$(nessie_java_home "$JAVA_HOME") || exit 1
export JAVA_HOME SLUICE_NESSIE_JAVA_HOME

bench_jar=$root/bench/target/sluice-bench.jar
jobs_jar=$root/jobs/target/sluice-jobs.jar
local_jar=$root/local/target/sluice-local.jar
jobs_path=$jobs_jar:$root/jobs/target/spark/*
# What a program here runs on: itself, the jobs, Spark, the local stack.
bench_path=$bench_jar:$root/bench/target/libs/*:$jobs_path:$local_jar

if [ ! -f "$bench_jar" ] || [ ! -f "$jobs_jar" ] || [ ! -f "$local_jar" ] ||
  [ -n "$(find "$root/bench/src" "$root/base/src/main" "$root/jobs/src/main" "$root/local/src/main" -type f -newer "$bench_jar" -print | head -n 1)" ]; then
  echo 'Building Sluice…' >&2
  (cd "$root" && ./mvnw -q -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package) || exit 1
  # A build leaves a jar alone when an edit changes nothing in it.
  touch "$bench_jar"
fi
