/** What an audit costs beside a plain scan of the same new files. */
package io.sluice.bench.audit;
