package io.sluice.audit;

import java.io.Serializable;
import java.util.List;

/**
 * A row as the candidate has it.
 *
 * @param refused whether it is one of the quarantine
 * @param values of the dataset: its fields, {@code _extra}, the broker's time; of the quarantine:
 *     reason, key, value, headers, the broker's time. Times are µs since the epoch UTC.
 */
record SampledRow(boolean refused, int partition, long offset, List<Object> values)
    implements Serializable {}
