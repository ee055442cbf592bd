/** One class for each verb: options in, one call, report out. The only place that wires rooms. */
package io.sluice.command;
