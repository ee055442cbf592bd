/** Kafka to staging: source, decode, sink, and what a batch does to the state of its dataset. */
package io.sluice.ingest;
