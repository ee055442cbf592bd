/**
 * What every command line of Sluice shares: exit codes, defaults from the environment, durations.
 */
package io.sluice.base;
