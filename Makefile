# Sluice. `make` lists the targets.

SECONDS ?= 60
ROUNDS ?= 10
PYTHON ?= python3
MINIO_VERSION := v0.0.0-20260212201848-7aac2a2c5b7c

# Maven runs on a JDK 17 to 21, whatever JAVA_HOME says.
JDK := . ./infra/jdk.sh && JAVA_HOME=$$(spark_java_home) && export JAVA_HOME
NESSIE_JDK := SLUICE_NESSIE_JAVA_HOME=$$(nessie_java_home "$$JAVA_HOME") && export SLUICE_NESSIE_JAVA_HOME

# Integration tests only: no unit test has this name.
NO_UNIT_TESTS := -Dtest=NoUnitTest -Dsurefire.failIfNoSpecifiedTests=false
# What depends on the store: that it starts, that a killed driver's files are found again, that a publish reads them.
STORE_TESTS := LocalStackIT,RestartIT,PublishIT

.DEFAULT_GOAL := help
.PHONY: help demo up down test acceptance test-on-minio unit format docs chaos bench-ingest bench-audit bench-run endurance package minio clean

help: ## list the targets
	@echo 'Sluice: Kafka topics into Iceberg tables; no row reaches a reader before it has been audited.'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## stack, generated trades, audited candles, all in one; SECONDS=60
	@./sluice demo --seconds $(SECONDS)

up: ## start Kafka, Nessie and an S3 store on 127.0.0.1
	@./sluice up

down: ## stop them; data stays (./sluice down --wipe removes it)
	@./sluice down

test: .venv/.installed ## formatting, static checks, unit and integration tests (20 min); needs Python 3.10 or later
	$(JDK) && $(NESSIE_JDK) && ./mvnw -B -ntp verify

acceptance: .venv/.installed ## the long integration tests, then the driver killed in 4 rounds (20 min)
	$(JDK) && $(NESSIE_JDK) && ./mvnw -B -ntp verify -pl jobs -am \
	  -Dit.groups=acceptance -Dit.excludedGroups= $(NO_UNIT_TESTS)
	ROUNDS=4 sh bench/chaos.sh

test-on-minio: minio ## the integration tests that depend on the store once more, on MinIO; needs Go
	@echo 'Integration tests once more, on MinIO: $(STORE_TESTS)'
	$(JDK) && $(NESSIE_JDK) && SLUICE_MINIO_BIN=$(CURDIR)/.bin/minio ./mvnw -B -ntp verify -pl jobs -am \
	  -Dsluice.s3=minio -Dit.test=$(STORE_TESTS) -Dfailsafe.failIfNoSpecifiedTests=false $(NO_UNIT_TESTS)

unit: ## unit tests only
	$(JDK) && ./mvnw -B -ntp test

format: ## bring all Java sources into form
	$(JDK) && ./mvnw -q -B -ntp spotless:apply

docs: ## write docs/options.md from the commands
	$(JDK) && ./mvnw -q -B -ntp -DskipTests package
	sh docs/generate.sh

chaos: ## kill the driver again and again, then count; ROUNDS=10
	ROUNDS=$(ROUNDS) sh bench/chaos.sh

bench-ingest: ## ingest beside stock Spark and beside a bare consumer
	sh bench/ingest.sh

bench-audit: ## an audit of 4 M new rows beside a scan of them (10 min)
	sh bench/audit.sh

bench-run: ## time from append to visible on main under a steady load (7 min)
	sh bench/run.sh

endurance: ## drivers that meet 100 times, thousands of batches and publishes, 50 million stored ids (an hour)
	sh bench/endurance.sh

package: ## build the jars without tests
	$(JDK) && ./mvnw -B -ntp -DskipTests package

minio: .bin/minio ## build MinIO into .bin with Go (about 3 minutes)

.bin/minio:
	@command -v go >/dev/null 2>&1 || { echo 'Cannot build MinIO: no Go found' >&2; exit 1; }
	GOBIN=$(CURDIR)/.bin go install github.com/minio/minio@$(MINIO_VERSION)

clean: ## remove what was built; data under .sluice stays
	$(JDK) && ./mvnw -q -B -ntp clean

.venv/.installed: infra/requirements-test.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || { \
	  echo "Cannot run the tests: spark-submit is tested with Python 3.10 or later: $(PYTHON) is $$($(PYTHON) --version 2>&1 | head -n 1)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r infra/requirements-test.txt
	@touch $@
