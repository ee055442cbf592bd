/** What the proof by killing and the measurements share. */
package io.sluice.bench;
