package io.sluice.local;

import java.time.Duration;

/**
 * A service that a call has started.
 *
 * @param took from the start of its preparation to its first answer
 */
public record Started(Service service, Duration took) {}
