package io.sluice.contract;

/** A rule about how many rows there are. Observed: their number. */
public record CountRule(String name, String description, Comparison comparison)
    implements QualityRule {}
