/** Trades that look like those of a real market, for demos, tests and benchmarks. */
package io.sluice.feed.generator;
