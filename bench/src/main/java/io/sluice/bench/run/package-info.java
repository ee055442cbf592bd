/** How long a record takes from the broker to main while the driver runs under load. */
package io.sluice.bench.run;
