/**
 * The local stack: a Kafka broker, a Nessie server and an S3 store as detached processes on
 * 127.0.0.1.
 *
 * <p>{@link io.sluice.local.LocalStack} starts, stops and watches them; {@link
 * io.sluice.local.Local} is its command line.
 */
package io.sluice.local;
