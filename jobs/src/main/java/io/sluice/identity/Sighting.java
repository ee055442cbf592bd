package io.sluice.identity;

/** What a record turns out to be, by what was seen before it. */
public enum Sighting {
  /** Not seen before, or without an identity. */
  NEW,
  /** Seen before, with the same payload. */
  REPEATED,
  /** Seen before, so long ago that its payload is not known any more. */
  UNVERIFIED,
  /** Seen before, with another payload. */
  CONFLICTING
}
