/** Reads and checks contracts: what a dataset's fields, keys, times and quality rules are. */
package io.sluice.contract;
