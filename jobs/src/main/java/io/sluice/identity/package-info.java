/**
 * Which records have been seen, and what they held. Whole numbers are ranges by group of the key's
 * leading columns: a feed without gaps costs a few bytes a symbol, however long it runs. Every
 * other id costs 16 bytes of hash. Of the newest records the payload is known too, so that a repeat
 * can be told from another record under the same id.
 */
package io.sluice.identity;
