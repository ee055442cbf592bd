/** What a commit says of itself. Pure: no session, no broker, no client of the catalog. */
package io.sluice.state;
