package org.firsthop.node.dissect.print;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.CaptureLimits;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapWriter;
import org.firsthop.node.dissect.print.FieldsStyle.Occurrence;
import org.firsthop.node.dissect.protocol.PacketDissector;
import org.firsthop.node.dissect.protocol.WireChecks;
import org.junit.jupiter.api.Test;

class PrintersTest {
    /** IP in IP in IP: three values of a field; the innermost header has a bad version. */
    private static final byte[] PACKET = HexFormat.of()
            .parseHex("4500003c" + "00010000" + "40040000" + "0a000001" + "0a000002" + "45000028" + "00020000"
                    + "3f040000" + "0a000003" + "0a000004" + "55" + "00".repeat(19));

    private final StringBuilder out = new StringBuilder();

    private String print(final PacketPrinter printer) throws IOException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.builder(LinkType.IPV4).create(file)) {
            writer.write(0, new UnsafeBuffer(PACKET), 0, PACKET.length, PACKET.length);
            writer.write(1_000_000, new UnsafeBuffer(PACKET), 0, 20, PACKET.length);
        }
        try (CaptureReader reader =
                CaptureReader.open("test", new ByteArrayInputStream(file.toByteArray()), CaptureLimits.DEFAULT)) {
            final PacketDissector dissector = new PacketDissector(new WireChecks());
            printer.begin();
            while (reader.next()) {
                printer.print(dissector.dissect(reader));
            }
            printer.end();
        }
        return out.toString();
    }

    @Test
    void shouldPrintALineAPacket() throws IOException {
        assertEquals(
                "    1    0.000000 10.0.0.3 → 10.0.0.4 IPv4 60 bad version 5 [drop: IPV4_BAD_CHECKSUM]\n"
                        + "    2    0.001000 10.0.0.1 → 10.0.0.2 IPv4 60 [cut when it was captured]"
                        + " [drop: IPV4_TRUNCATED_PAYLOAD]\n",
                print(new SummaryPrinter(out, false)));
        assertTrue(print(new SummaryPrinter(out, true)).contains("\u001B[31m[drop: IPV4_TRUNCATED_PAYLOAD]\u001B[0m"));
    }

    @Test
    void shouldPrintFieldsAsTold() throws IOException {
        final List<String> names = List.of("frame.number", "ip.ttl", "ip.id", "tcp.flags");
        assertEquals(
                "1\t64,63\t0x0001,0x0002\t\n2\t64\t0x0001\t\n",
                print(new FieldsPrinter(out, names, FieldsStyle.DEFAULT)));
        out.setLength(0);
        assertEquals(
                "frame.number;ip.ttl;ip.id;tcp.flags\n\"1\";\"64\";\"0x0001\";\n\"2\";\"64\";\"0x0001\";\n",
                print(new FieldsPrinter(out, names, new FieldsStyle(true, ";", "|", Occurrence.FIRST, "\""))));
        out.setLength(0);
        assertEquals(
                "1;63;0x0002;\n2;64;0x0001;\n",
                print(new FieldsPrinter(out, names, new FieldsStyle(false, ";", "|", Occurrence.LAST, ""))));
    }

    @Test
    void shouldPrintATreeWithOffsets() throws IOException {
        final String tree = print(new TreePrinter(out));
        assertTrue(tree.contains("             Frame 1\n"), tree);
        assertTrue(tree.contains("    20 +20   Internet Protocol Version 4\n"), tree);
        assertTrue(tree.contains("    28 +1        Time to live: 63  [ip.ttl]\n"), tree);
        assertTrue(tree.contains("     6 +2            More fragments: 0  [ip.flags.mf]\n"), tree);
        assertTrue(tree.contains("     9 +1        Protocol: 4 (IPv4)  [ip.proto]\n"), tree);
        assertTrue(tree.contains("A router drops it, IPV4_TRUNCATED_PAYLOAD: Total Length is beyond"), tree);
        assertTrue(tree.contains("The packet is cut when it was captured"), tree);
    }

    @Test
    void shouldPrintJsonWithArraysForWhatThereIsMoreOf() throws IOException {
        final String json = print(new JsonPrinter(out, List.of()));
        assertTrue(json.startsWith("[\n  {\n    \"_index\": \"packets\","), json);
        assertTrue(json.endsWith("\n  }\n]\n"), json);
        assertTrue(json.contains("\"ip\": [{"), json);
        assertTrue(json.contains("\"ip.flags_tree\": {"), json);
        assertTrue(json.contains("\"ip.ttl\": \"63\""), json);
        out.setLength(0);
        final String chosen = print(new JsonPrinter(out, List.of("ip.ttl", "tcp.flags")));
        assertTrue(chosen.contains("\"ip.ttl\": [\"64\", \"63\"]"), chosen);
        assertTrue(!chosen.contains("tcp.flags"), chosen);
    }
}
