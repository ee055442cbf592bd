/** Which SQL a person or a contract may have run: positive lists over what Spark understood. */
package io.sluice.lake.sql;
