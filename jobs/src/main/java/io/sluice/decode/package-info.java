/** From a record's bytes to the values of a row, or to the reason why not. */
package io.sluice.decode;
