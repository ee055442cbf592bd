/** Several queries in one driver: their lifetime, retries and shutdown. */
package io.sluice.driver;
