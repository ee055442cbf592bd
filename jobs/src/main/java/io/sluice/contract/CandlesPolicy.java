package io.sluice.contract;

import java.io.Serializable;

/** How candles are built from a dataset of trades. */
public record CandlesPolicy(EmptyBars emptyBars) implements Serializable {}
