package io.sluice.contract;

import java.io.Serializable;

/** Something that must hold for a dataset; the audit observes a figure and compares it. */
public sealed interface QualityRule extends Serializable
    permits RowRule, UniqueRule, CountRule, SqlRule {
  /** Unique within its contract. */
  String name();

  /** For people; empty when the contract says nothing. */
  String description();

  /** What the observed figure must be. */
  Comparison comparison();
}
