/** The Kafka cluster: how every client of it is set, and what it says of its topics. */
package io.sluice.kafka;
