package io.sluice.decode;

/**
 * Why one record is not accepted.
 *
 * @param field the field it fails on; null when it is the record as a whole
 * @param detail for people: what is wrong, and the offending value, shortened
 */
public record Reject(RejectReason reason, String field, String detail) {}
