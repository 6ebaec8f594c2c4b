package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;

/** A TCP connection between two of the kernel's own hosts that carries 8 MiB. */
final class Transfer {
    private static final int LENGTH = 8 * 1024 * 1024;

    private Transfer() {}

    /**
     * Sends octets from the server to the client, and compares digests.
     *
     * @param client namespace.
     * @param server namespace that has the address.
     */
    static void between(final NetworkLab lab, final String client, final String server, final String address)
            throws Exception {
        final CompletableFuture<Integer> port = new CompletableFuture<>();
        final CompletableFuture<byte[]> sent = lab.startIn(server, () -> {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName(address))) {
                port.complete(listener.getLocalPort());
                try (Socket peer = listener.accept()) {
                    return send(peer.getOutputStream());
                }
            }
        });
        final byte[] received = lab.in(client, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, NetworkLab.wait(port)), 10_000);
                return digest(socket.getInputStream());
            }
        });
        assertArrayEquals(NetworkLab.wait(sent), received);
    }

    private static byte[] send(final OutputStream out) throws Exception {
        final MessageDigest digest = MessageDigest.getInstance("SHA-256");
        final byte[] chunk = new byte[64 * 1024];
        for (int done = 0; done < LENGTH; done += chunk.length) {
            for (int i = 0; i < chunk.length; i += 61) {
                chunk[i] = (byte) (done * 31 + i);
            }
            digest.update(chunk);
            out.write(chunk);
        }
        out.flush();
        return digest.digest();
    }

    private static byte[] digest(final InputStream in) throws Exception {
        final MessageDigest digest = MessageDigest.getInstance("SHA-256");
        final byte[] chunk = new byte[64 * 1024];
        long total = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            digest.update(chunk, 0, read);
            total += read;
        }
        if (total != LENGTH) {
            throw new IOException(total + " octets came of " + LENGTH);
        }
        return digest.digest();
    }
}
