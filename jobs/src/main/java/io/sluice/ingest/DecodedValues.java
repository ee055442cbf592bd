package io.sluice.ingest;

import io.sluice.decode.RecordDecoder;

/** The values that the decoder holds. */
final class DecodedValues implements RecordValues {
  private final RecordDecoder decoder;
  private long offset;

  DecodedValues(RecordDecoder decoder) {
    this.decoder = decoder;
  }

  DecodedValues at(long recordOffset) {
    offset = recordOffset;
    return this;
  }

  @Override
  public boolean isNull(int field) {
    return decoder.isNull(field);
  }

  @Override
  public boolean isOwn(int field) {
    return decoder.supplied(field);
  }

  @Override
  public long longValue(int field) {
    return decoder.longValue(field);
  }

  @Override
  public double doubleValue(int field) {
    return decoder.doubleValue(field);
  }

  @Override
  public long unscaledHigh(int field) {
    return decoder.unscaledHigh(field);
  }

  @Override
  public long unscaledLow(int field) {
    return decoder.unscaledLow(field);
  }

  @Override
  public byte[] textBuffer(int field) {
    return decoder.stringBuffer(field);
  }

  @Override
  public int textOffset(int field) {
    return decoder.stringOffset(field);
  }

  @Override
  public int textLength(int field) {
    return decoder.stringLength(field);
  }

  @Override
  public long offset() {
    return offset;
  }
}
