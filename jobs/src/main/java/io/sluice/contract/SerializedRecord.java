package io.sluice.contract;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/**
 * A record on its way to another process. An Optional cannot be serialized, its value can: this
 * carries the record's components with every Optional opened, and closes them again.
 */
final class SerializedRecord implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Class<? extends Record> type;
  private final Object[] values;

  private SerializedRecord(Class<? extends Record> type, Object[] values) {
    this.type = type;
    this.values = values;
  }

  static SerializedRecord of(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      try {
        Object value = components[i].getAccessor().invoke(record);
        values[i] = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "Cannot serialize a record: unreadable component: " + components[i], e);
      }
    }
    return new SerializedRecord(record.getClass(), values);
  }

  private Object readResolve() throws ObjectStreamException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      boolean optional = components[i].getType() == Optional.class;
      arguments[i] = optional ? Optional.ofNullable(values[i]) : values[i];
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      InvalidObjectException invalid =
          new InvalidObjectException("Cannot deserialize a record: " + type.getName());
      invalid.initCause(e);
      throw invalid;
    }
  }
}
