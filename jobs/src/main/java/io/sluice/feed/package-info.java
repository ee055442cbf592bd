/** Puts records on a Kafka topic: from files, from standard input or from a generator. */
package io.sluice.feed;
