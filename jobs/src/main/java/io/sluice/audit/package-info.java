/** What a candidate must hold before main moves to it; shares no code with what made the rows. */
package io.sluice.audit;
