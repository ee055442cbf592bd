package io.sluice.lake.sql;

import java.util.Iterator;
import java.util.function.Predicate;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.Product;
import scala.collection.Iterable;
import scala.collection.JavaConverters;

/**
 * Walks all that a node of a plan is made of. A plan's children are not enough: subqueries, common
 * tables and the plan that EXPLAIN holds stand elsewhere.
 */
final class Parts {
  private Parts() {}

  /** Shows each part to the visitor, which says whether to look into it. */
  static void visit(Object part, Predicate<Object> visitor) {
    if (part instanceof DataType || !visitor.test(part)) {
      return;
    }
    // An iterable comes first: a list of Scala is a product as well.
    if (part instanceof Iterable<?> iterable) {
      visitAll(JavaConverters.asJavaIterator(iterable.iterator()), visitor);
    } else if (part instanceof Option<?> option) {
      if (option.isDefined()) {
        visit(option.get(), visitor);
      }
    } else if (part instanceof Product product) {
      visitAll(JavaConverters.asJavaIterator(product.productIterator()), visitor);
    }
  }

  private static void visitAll(Iterator<?> parts, Predicate<Object> visitor) {
    parts.forEachRemaining(part -> visit(part, visitor));
  }
}
