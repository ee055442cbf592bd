/** Write, audit, publish: cut a candidate from staging, audit it, move main to it. */
package io.sluice.wap;
