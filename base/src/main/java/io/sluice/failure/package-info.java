/** What went wrong, by what a scheduler should do about it: the exit codes map from these. */
package io.sluice.failure;
