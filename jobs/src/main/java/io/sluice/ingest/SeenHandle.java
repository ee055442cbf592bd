package io.sluice.ingest;

import io.sluice.identity.PayloadLog;
import io.sluice.identity.Seen;
import io.sluice.identity.SeenIdentities;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * What was seen before a batch, on its way to the tasks: each segment is a broadcast of its own,
 * sent to a machine once. Tasks in the driver's own process take the driver's, without a copy.
 *
 * @param store which {@link SeenStore} it comes from
 */
record SeenHandle(
    String store, List<Broadcast<SeenIdentities>> segments, List<Broadcast<PayloadLog>> payloads)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  Seen value() {
    return SeenStore.inThisProcess(store)
        .orElseGet(
            () ->
                new Seen(
                    segments.stream().map(Broadcast::value).toList(),
                    payloads.stream().map(Broadcast::value).toList()));
  }
}
