/** Catalog, references, tables and the commits to them. */
package io.sluice.lake;
