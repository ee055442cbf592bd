/**
 * Which records have been seen: per group of the key's leading columns, the set of ids. Contiguous
 * ids are one range, so a feed without gaps costs a few bytes a symbol, however long it runs.
 */
package io.sluice.identity;
