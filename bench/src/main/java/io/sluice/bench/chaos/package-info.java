/** The proof by killing: a driver that is killed again and again loses and doubles nothing. */
package io.sluice.bench.chaos;
