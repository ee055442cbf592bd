# shellcheck shell=sh
# Finds Java installations; read by the launcher and by the Makefile. POSIX sh.
# The same search for Nessie's Java is in io.sluice.local.JdkFinder.

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
  _feature=$(java_feature "$1")
  [ -n "$_feature" ] && [ "$_feature" -ge "$2" ] && [ "$_feature" -le "$3" ] && [ -x "$1/bin/$4" ]
}

# java_on_path: the home of the java on the PATH, asked from itself, since it may be a link or a stub.
java_on_path() {
  command -v java >/dev/null 2>&1 || return 0
  java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1
}

java_folders='/usr/lib/jvm, /usr/local/lib/jvm, /Library/Java/JavaVirtualMachines, ~/.sdkman/candidates/java, ~/.jdks'

# java_scan MIN MAX PROGRAM: the oldest installation in the usual folders that suits.
java_scan() {
  _best='' _best_feature=''
  _beside=''
  if [ -n "${JAVA_HOME:-}" ]; then _beside=$(dirname "$JAVA_HOME"); fi
  for _home in "$_beside"/* /usr/lib/jvm/* /usr/local/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home; do
    if java_suits "$_home" "$1" "$2" "$3"; then
      if [ -z "$_best" ] || [ "$_feature" -lt "$_best_feature" ]; then
        _best=$_home _best_feature=$_feature
      fi
    fi
  done
  printf '%s\n' "$_best"
}

# spark_java_home: a JDK 17 to 21, which Spark 3.5 runs on and which builds Sluice.
spark_java_home() {
  if [ -n "${SLUICE_SPARK_JAVA_HOME:-}" ]; then
    if java_suits "$SLUICE_SPARK_JAVA_HOME" 17 21 java; then
      printf '%s\n' "$SLUICE_SPARK_JAVA_HOME"
      return 0
    fi
    echo "Cannot start Spark: it needs a JDK 17 to 21: SLUICE_SPARK_JAVA_HOME=$SLUICE_SPARK_JAVA_HOME" >&2
    return 1
  fi
  for _home in "${JAVA_HOME:-}" "$(java_on_path)"; do
    if [ -n "$_home" ] && java_suits "$_home" 17 21 javac; then
      printf '%s\n' "$_home"
      return 0
    fi
  done
  _found=$(java_scan 17 21 javac)
  if [ -n "$_found" ]; then
    printf '%s\n' "$_found"
    return 0
  fi
  echo "Cannot start Spark: no JDK 17 to 21 found: looked at JAVA_HOME, the PATH, $java_folders: set SLUICE_SPARK_JAVA_HOME" >&2
  return 1
}

# nessie_java_home: a Java 21 or later, which the Nessie server needs; the argument, Spark's, where it will do.
nessie_java_home() {
  if [ -n "${SLUICE_NESSIE_JAVA_HOME:-}" ]; then
    if java_suits "$SLUICE_NESSIE_JAVA_HOME" 21 999 java; then
      printf '%s\n' "$SLUICE_NESSIE_JAVA_HOME"
      return 0
    fi
    echo "Cannot start Nessie: it needs a JDK 21 or later: SLUICE_NESSIE_JAVA_HOME=$SLUICE_NESSIE_JAVA_HOME" >&2
    return 1
  fi
  for _home in "$1" "${JAVA_HOME:-}" "$(java_on_path)"; do
    if [ -n "$_home" ] && java_suits "$_home" 21 999 java; then
      printf '%s\n' "$_home"
      return 0
    fi
  done
  _found=$(java_scan 21 999 java)
  if [ -n "$_found" ]; then
    printf '%s\n' "$_found"
    return 0
  fi
  echo "Cannot start Nessie: no JDK 21 or later found: looked at JAVA_HOME, the PATH, $java_folders: set SLUICE_NESSIE_JAVA_HOME" >&2
  return 1
}
