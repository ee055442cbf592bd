/** Cut a candidate from staging, have it audited, move main to it. */
package io.sluice.publish;
