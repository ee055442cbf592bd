package io.sluice.audit;

import java.util.List;

/** One thing that an audit looks at. To add one: a class, and a line in {@link Audit#CHECKS}. */
interface Check {
  /** What was found, also where all is well; never empty where the check applies. */
  List<Finding> findings(AuditScope scope);
}
