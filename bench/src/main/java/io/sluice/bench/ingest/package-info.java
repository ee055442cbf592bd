/** How fast ingest is beside stock Spark and beside a consumer that does nothing. */
package io.sluice.bench.ingest;
