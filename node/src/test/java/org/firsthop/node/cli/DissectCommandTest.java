package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapWriter;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DissectCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Path capture = Path.of("");

    @BeforeEach
    void writeCapture() throws IOException {
        capture = folder.resolve("arp.pcap");
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[42]);
        new EthernetFlyweight()
                .wrap(frame, 0)
                .writeDefaults()
                .destination(0xFFFF_FFFF_FFFFL)
                .source(0x0200_0000_0001L)
                .etherType(EtherType.ARP);
        new ArpFlyweight().wrap(frame, 14).writeRequest(0x0200_0000_0001L, 0x0A00_0001, 0x0A00_0002);
        try (PcapWriter writer = PcapWriter.builder(LinkType.ETHERNET).create(capture)) {
            writer.write(0, frame, 0, 42, 42);
            writer.write(1_000_000_000L, frame, 0, 42, 42);
        }
    }

    private int run(final byte[] stdin, final String... args) {
        out.reset();
        err.reset();
        final String[] words = new String[args.length + 1];
        words[0] = "dissect";
        System.arraycopy(args, 0, words, 1, args.length);
        return Firsthop.run(Console.of(new ByteArrayInputStream(stdin), out, err), words);
    }

    private int run(final String... args) {
        return run(new byte[0], args);
    }

    private String printed() {
        return out.toString(UTF_8);
    }

    @Test
    void shouldPrintALineAPacket() {
        assertEquals(Firsthop.DONE, run(capture.toString()));
        assertEquals(
                List.of(
                        "    1    0.000000 02:00:00:00:00:01 → ff:ff:ff:ff:ff:ff ARP 42 Who has 10.0.0.2? Tell 10.0.0.1",
                        "    2    1.000000 02:00:00:00:00:01 → ff:ff:ff:ff:ff:ff ARP 42 Who has 10.0.0.2? Tell 10.0.0.1"),
                printed().lines().toList());
    }

    @Test
    void shouldPrintFieldsInTheStyleAskedFor() {
        assertEquals(
                Firsthop.DONE,
                run(
                        "-T",
                        "fields",
                        "-e",
                        "frame.number",
                        "-e",
                        "arp.src.proto_ipv4",
                        "-E",
                        "header=y",
                        "-E",
                        "separator=,",
                        "-E",
                        "quote=d",
                        "-E",
                        "occurrence=f",
                        "-E",
                        "aggregator=/s",
                        "-c",
                        "1",
                        capture.toString()));
        assertEquals("frame.number,arp.src.proto_ipv4\n\"1\",\"10.0.0.1\"\n", printed());
    }

    @Test
    void shouldReadStdinAndSeveralFiles() throws IOException {
        assertEquals(
                Firsthop.DONE,
                run(Files.readAllBytes(capture), "-T", "fields", "-e", "frame.number", "-", capture.toString()));
        assertEquals("1\n2\n1\n2\n", printed());
    }

    @Test
    void shouldPrintTreeAndJson() {
        assertEquals(Firsthop.DONE, run("-V", capture.toString()));
        assertTrue(printed().contains("Address Resolution Protocol"), printed());
        assertEquals(Firsthop.DONE, run("-T", "json", capture.toString()));
        assertTrue(printed().contains("\"arp.opcode\": \"1\""), printed());
    }

    @Test
    void shouldListItsFields() {
        assertEquals(Firsthop.DONE, run("--list-fields"));
        assertTrue(printed().contains("tcp.options.mss_val"), printed());
        assertTrue(printed().contains("firsthop.drop"), printed());
    }

    @Test
    void shouldWarnOfACutFileAfterItsPackets() throws IOException {
        final byte[] octets = Files.readAllBytes(capture);
        final Path cut = Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(octets, octets.length - 1));
        assertEquals(Firsthop.BAD_INPUT, run("-T", "fields", "-e", "frame.number", cut.toString()));
        assertEquals("1\n", printed());
        assertTrue(err.toString(UTF_8).startsWith("firsthop: " + cut + ": offset 82: the file is cut short"));
        assertEquals(1, err.toString(UTF_8).lines().count());
    }

    @Test
    void shouldWarnOfADamagedFileAfterItsPackets() throws IOException {
        final byte[] octets = Files.readAllBytes(capture);
        // The top octet of the second packet's captured length, in either byte order.
        octets[24 + 16 + 42 + 8] = 0x7F;
        octets[24 + 16 + 42 + 11] = 0x7F;
        final Path damaged = Files.write(folder.resolve("damaged.pcap"), octets);
        assertEquals(
                Firsthop.BAD_INPUT, run("-T", "json", "-e", "frame.number", damaged.toString(), capture.toString()));
        assertTrue(
                err.toString(UTF_8).startsWith("firsthop: " + damaged + ": offset 90: captured length of packet 2:"));
        assertEquals(1, err.toString(UTF_8).lines().count());
        assertTrue(printed().endsWith("\n]\n"), printed());
        assertEquals(3, printed().split("\"frame.number\"", -1).length - 1);
    }

    @Test
    void shouldRefuseWhatIsNoCapture() throws IOException {
        final Path text = Files.writeString(folder.resolve("text.pcap"), "no capture\n");
        assertEquals(Firsthop.BAD_INPUT, run(text.toString()));
        assertEquals(
                "firsthop: " + text + ": offset 0: found magic 6e6f2063; expected that of a pcap or pcapng capture\n",
                err.toString(UTF_8));
    }

    @Test
    void shouldRefuseContradictions() {
        final String file = capture.toString();
        assertUsage("Missing FILE");
        assertUsage("-T fields needs -e FIELD at least once", "-T", "fields", file);
        assertUsage("-e needs -T fields or -T json", "-e", "ip.src", file);
        assertUsage("-E needs -T fields", "-E", "header=y", file);
        assertUsage("-V and -T exclude each other", "-V", "-T", "json", file);
        assertUsage("-c: value=-1, expected at least 0", "-c", "-1", file);
        assertUsage("-e: no field is named 'ip.tll'", "-T", "fields", "-e", "ip.tll", file);
        assertUsage("-E: 'header=maybe' is not understood", "-T", "fields", "-e", "ip.src", "-E", "header=maybe", file);
        assertUsage("-E: 'colour=red' is not understood", "-T", "fields", "-e", "ip.src", "-E", "colour=red", file);
    }

    private void assertUsage(final String complaint, final String... args) {
        assertEquals(Firsthop.BAD_USAGE, run(args));
        assertTrue(err.toString(UTF_8).startsWith("firsthop dissect: " + complaint), err.toString(UTF_8));
        assertEquals(1, err.toString(UTF_8).lines().count());
    }
}
