package io.sluice.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/** Looks whether a port on 127.0.0.1 is free. */
final class PortProbe {
  private static final int CONNECT_MILLIS = 500;

  private PortProbe() {}

  /** Why the port cannot be listened on, as the end of a sentence; empty when it can. */
  static Optional<String> obstacle(int port) {
    if (listens(port)) {
      return Optional.of("is in use");
    }
    try (ServerSocket socket = new ServerSocket()) {
      // A port in TIME_WAIT is free for the servers, which all set this option too.
      socket.setReuseAddress(true);
      socket.bind(address(port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          String.valueOf(e.getMessage()).contains("in use")
              ? "is in use"
              : "cannot be bound (" + e.getMessage() + ")");
    }
  }

  /** Whether anything accepts connections on the port. */
  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(address(port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The port on 127.0.0.1, whichever family the machine prefers. */
  @SuppressWarnings("AddressSelection") // A literal: there is nothing to look up.
  static InetSocketAddress address(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }
}
