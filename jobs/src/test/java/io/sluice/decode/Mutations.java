package io.sluice.decode;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Damages records at random, mostly with what means something in JSON. */
final class Mutations {
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "\\u",
    "\\uD83D",
    "\\uDE00",
    "\\n",
    "0",
    "00",
    "-",
    ".",
    "e",
    "E+9",
    "1e999999999",
    "true",
    "fals",
    "null",
    "NaN",
    " ",
    "\n",
    "\u0000",
    "\u001f",
    "é",
    "😀",
    "\uFEFF",
    "/",
    "{\"a\":1}",
    "\"price\":1,",
    "[[[[[[[[[[[[[[[["
  };

  private final Random random;

  Mutations(long seed) {
    random = new Random(seed);
  }

  byte[] of(byte[] record) {
    byte[] mutated = record;
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(mutated.length + 1);
      mutated =
          switch (random.nextInt(5)) {
            case 0 -> splice(mutated, at, at, piece());
            case 1 -> splice(mutated, at, Math.min(mutated.length, at + 1), piece());
            case 2 ->
                splice(
                    mutated, at, Math.min(mutated.length, at + 1 + random.nextInt(8)), new byte[0]);
            case 3 -> splice(mutated, at, at, slice(mutated));
            default ->
                splice(
                    mutated,
                    at,
                    Math.min(mutated.length, at + 1),
                    new byte[] {(byte) random.nextInt()});
          };
    }
    return mutated;
  }

  private byte[] piece() {
    return PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
  }

  private byte[] slice(byte[] bytes) {
    int start = random.nextInt(bytes.length + 1);
    int end = start + random.nextInt(Math.min(20, bytes.length - start) + 1);
    return java.util.Arrays.copyOfRange(bytes, start, end);
  }

  private static byte[] splice(byte[] bytes, int start, int end, byte[] middle) {
    byte[] spliced = new byte[bytes.length - (end - start) + middle.length];
    System.arraycopy(bytes, 0, spliced, 0, start);
    System.arraycopy(middle, 0, spliced, start, middle.length);
    System.arraycopy(bytes, end, spliced, start + middle.length, bytes.length - end);
    return spliced;
  }
}
