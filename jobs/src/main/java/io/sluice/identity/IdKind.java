package io.sluice.identity;

/** What an id is: ids of different kinds are never equal. */
public enum IdKind {
  /** The key's last column, where it is a whole number. */
  NUMBER,
  /** The sequence, where the key's last column is absent. */
  SEQUENCE
}
