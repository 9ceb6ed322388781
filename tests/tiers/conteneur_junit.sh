#!/usr/bin/env bash
# The JUnit 5 example of docs/exemples/junit, against the real image (SEGUR_BENCH_IMAGE, segur-bench:dev without it).
# Wants an engine that answers, a JDK 17 and Debian's junit5; JUNIT_JARS is where its jars are elsewhere.
set -euo pipefail
cd "$(dirname "$0")/../../docs/exemples/junit"
docker info >/dev/null 2>&1 || { echo "passé : moteur absent"; exit 77; }
docker image inspect "${SEGUR_BENCH_IMAGE:-segur-bench:dev}" >/dev/null ||
  { echo "image absente : docker/construire, puis docker load -i target/docker/segur-bench.tar" >&2; exit 1; }

jars=${JUNIT_JARS:-/usr/share/java}
chemin=$(printf "$jars/%s.jar:" junit-jupiter-api junit-jupiter-engine junit-platform-commons junit-platform-engine junit-platform-launcher \
  junit-platform-console junit-platform-reporting opentest4j apiguardian-api picocli univocity-parsers)
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -Xlint:all,-path -Werror -encoding UTF-8 -cp "$chemin" -d "$classes" ./*.java
# An empty selection is not a success.
java -Dstdout.encoding=UTF-8 -cp "$chemin$classes" org.junit.platform.console.ConsoleLauncher --scan-classpath "$classes" \
  --fail-if-no-tests --disable-banner --details=tree
