package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DnsCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Path zone;

    @BeforeEach
    void writeZone() throws IOException {
        zone = folder.resolve("zone");
        Files.writeString(zone, "$TTL 60\n@ SOA a b 1 2 3 4 5\n NS a\na A 192.0.2.1\n");
    }

    private int run(final String... args) {
        return Firsthop.run(Console.of(new ByteArrayInputStream(new byte[0]), out, err), args);
    }

    private String complaint() {
        final String text = err.toString(UTF_8);
        assertEquals(1, text.lines().count(), text);
        return text.strip();
    }

    @Test
    void shouldServeUntilItIsToldToEndAndTellItsCounters() throws IOException, InterruptedException {
        final AtomicInteger code = new AtomicInteger(-1);
        final Thread server =
                new Thread(() -> code.set(run("dns", "--zone", "test=" + zone, "--listen", "127.0.0.1:0")));
        server.start();
        while (!err.toString(UTF_8).contains("UDP and TCP")) {
            Thread.onSpinWait();
        }
        final String listening = err.toString(UTF_8);
        final int port = Integer.parseInt(listening.replaceAll("(?s).*127\\.0\\.0\\.1:(\\d+),.*", "$1"));
        final byte[] query = {0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 4, 't', 'e', 's', 't', 0, 0, 1, 0, 1};
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            socket.send(new DatagramPacket(query, query.length, InetAddress.getByName("127.0.0.1"), port));
            final DatagramPacket response = new DatagramPacket(new byte[512], 512);
            socket.receive(response);
            assertEquals(query.length + 16, response.getLength());
        }
        server.interrupt();
        server.join();
        assertEquals(Firsthop.DONE, code.get());
        assertTrue(err.toString(UTF_8).endsWith("firsthop: queries=1 NOERROR=1\n"), err.toString(UTF_8));
    }

    @Test
    void shouldNameFileLineAndColumnOfBadZones() throws IOException {
        Files.writeString(zone, "$TTL 60\n@ SOA a b 1 2 3 4 5\n NS a\na A 192.0.2\n");
        assertEquals(Firsthop.BAD_INPUT, run("dns", "--zone", "test=" + zone, "--listen", "127.0.0.1:0"));
        assertTrue(complaint().startsWith("firsthop: " + zone + ":4:5: "), err.toString(UTF_8));
    }

    @Test
    void shouldNameTheZoneThatIsNotComplete() throws IOException {
        Files.writeString(zone, "a 60 A 192.0.2.1\n");
        assertEquals(Firsthop.BAD_INPUT, run("dns", "--zone", "test=" + zone, "--listen", "127.0.0.1:0"));
        assertEquals("firsthop: " + zone + ": zone test. has no SOA", complaint());
    }

    @Test
    void shouldRefuseAddressesThatAreNone() {
        for (final String address : new String[] {"localhost:53", "127.0.0.1", "127.0.0.1:65536", "::1:x", "[::1:53"}) {
            err.reset();
            assertEquals(Firsthop.BAD_USAGE, run("dns", "--zone", "test=" + zone, "--listen", address));
            assertTrue(complaint().startsWith("firsthop dns: --listen: value=" + address + ", expected"), complaint());
        }
    }

    @Test
    void shouldRefuseZonesWhoseNameIsNone() {
        assertEquals(Firsthop.BAD_USAGE, run("dns", "--zone", "a..b=" + zone, "--listen", "127.0.0.1:0"));
        assertTrue(complaint().startsWith("firsthop dns: --zone: name: value=a..b, a label is empty"), complaint());
    }
}
