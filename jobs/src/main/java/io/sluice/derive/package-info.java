/** Tables made from a dataset on staging: candles from trades. */
package io.sluice.derive;
