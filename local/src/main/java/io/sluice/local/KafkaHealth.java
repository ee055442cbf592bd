package io.sluice.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * Healthy when the broker's answer to a Metadata request names a broker: an open port is not
 * enough, since a broker listens before it is a member of its own cluster.
 *
 * <p>The request is written by hand (Kafka protocol, Metadata version 4), so that no Kafka client
 * is needed here.
 */
final class KafkaHealth implements Health {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final short METADATA = 3;
  private static final short VERSION = 4;
  private static final int CORRELATION_ID = 1;

  @Override
  public boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(PortProbe.address(port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      ask(new DataOutputStream(socket.getOutputStream()));
      return namesABroker(new DataInputStream(socket.getInputStream()));
    } catch (IOException e) {
      return false;
    }
  }

  private static void ask(DataOutputStream out) throws IOException {
    int size = 2 + 2 + 4 + 2 + 4 + 1;
    out.writeInt(size);
    out.writeShort(METADATA);
    out.writeShort(VERSION);
    out.writeInt(CORRELATION_ID);
    out.writeShort(-1); // no client id
    out.writeInt(0); // no topics
    out.writeByte(0); // create none
    out.flush();
  }

  private static boolean namesABroker(DataInputStream in) throws IOException {
    int size = in.readInt();
    // Correlation id, throttle time and the count of brokers come first; anything else is not
    // Kafka.
    if (size < 12 || in.readInt() != CORRELATION_ID) {
      return false;
    }
    in.readInt(); // throttle time in milliseconds
    return in.readInt() > 0;
  }
}
