/** What only shows after thousands of commits, or when two drivers meet again and again. */
package io.sluice.bench.endurance;
