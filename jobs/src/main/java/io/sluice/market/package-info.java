/**
 * What a market knows that a pipeline does not: bars from trades, coarser bars from finer ones, and
 * which of the published bars a change in the trades changes. No I/O.
 */
package io.sluice.market;
