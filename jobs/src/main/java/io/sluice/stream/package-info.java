/** The streaming queries: Kafka to staging, and staged trades to bars. */
package io.sluice.stream;
