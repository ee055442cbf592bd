# shellcheck shell=sh
# Finds Java installations; read by the launcher, the Makefile and the benchmarks. POSIX sh.
# This is the only search: Java programs take what it has found from their options.

# Where installations usually are, a folder a line.
jvm_folders="/usr/lib/jvm
/usr/local/lib/jvm
/Library/Java/JavaVirtualMachines
${HOME:-}/.sdkman/candidates/java
${HOME:-}/.jdks"

# java_feature HOME: the feature release (17, 21, 25) of the installation there; nothing where there is none.
java_feature() {
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' "$1/release" | head -n 1
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' | head -n 1
  fi
}

# java_suits HOME MIN MAX PROGRAM: whether the installation is from MIN to MAX and has bin/PROGRAM.
java_suits() {
  [ -n "$1" ] || return 1
  _feature=$(java_feature "$1")
  [ -n "$_feature" ] && [ "$_feature" -ge "$2" ] && [ "$_feature" -le "$3" ] && [ -x "$1/bin/$4" ]
}

# java_on_path: the home of the java on the PATH, asked from itself, since it may be a link or a stub.
java_on_path() {
  command -v java >/dev/null 2>&1 || return 0
  java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1
}

# java_scan MIN MAX PROGRAM: the oldest installation beside JAVA_HOME and in the usual folders that suits.
java_scan() {
  _best='' _best_feature='' _folders=$jvm_folders
  if [ -n "${JAVA_HOME:-}" ]; then
    _folders=$(dirname "$JAVA_HOME")'
'$_folders
  fi
  _ifs=$IFS
  IFS='
'
  for _folder in $_folders; do
    for _home in "$_folder"/* "$_folder"/*/Contents/Home; do
      if java_suits "$_home" "$1" "$2" "$3"; then
        if [ -z "$_best" ] || [ "$_feature" -lt "$_best_feature" ]; then
          _best=$_home _best_feature=$_feature
        fi
      fi
    done
  done
  IFS=$_ifs
  printf '%s\n' "$_best"
}

# find_java WHAT NEEDED VARIABLE MIN MAX PROGRAM FIRST: the installation that VARIABLE names; FIRST, JAVA_HOME or
# the one on the PATH where it suits; else the oldest that does.
find_java() {
  eval "_named=\${$3:-}"
  if [ -n "$_named" ]; then
    if java_suits "$_named" "$4" "$5" java; then
      printf '%s\n' "$_named"
      return 0
    fi
    echo "Cannot start $1: it needs a JDK $2: $3=$_named" >&2
    return 1
  fi
  for _home in "$7" "${JAVA_HOME:-}" "$(java_on_path)"; do
    if java_suits "$_home" "$4" "$5" "$6"; then
      printf '%s\n' "$_home"
      return 0
    fi
  done
  _found=$(java_scan "$4" "$5" "$6")
  if [ -n "$_found" ]; then
    printf '%s\n' "$_found"
    return 0
  fi
  echo "Cannot start $1: no JDK $2 found: looked at JAVA_HOME, the PATH, $(printf '%s' "$jvm_folders" | tr '\n' ',' | sed 's/,/, /g'): set $3" >&2
  return 1
}

# spark_java_home: a JDK 17 to 21, which Spark 3.5 runs on and which builds Sluice.
spark_java_home() {
  find_java Spark '17 to 21' SLUICE_SPARK_JAVA_HOME 17 21 javac ''
}

# nessie_java_home SPARKS: a Java 21 or later, which the Nessie server needs; Spark's where it will do.
nessie_java_home() {
  find_java Nessie '21 or later' SLUICE_NESSIE_JAVA_HOME 21 999 java "$1"
}
