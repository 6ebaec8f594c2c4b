package org.firsthop.dns.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import org.agrona.BufferUtil;
import org.firsthop.dns.SharedData;
import org.junit.jupiter.api.Test;

/** The compression vectors of the shared data. */
class NameVectorsTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;

    @Test
    void shouldReadThePublishedVectors() throws IOException {
        int vectors = 0;
        for (final String line : Files.readAllLines(SharedData.directory("vectors/dns_compression_rfc1035.tsv"))) {
            if (line.startsWith("#") || line.startsWith("message_hex")) {
                continue;
            }
            final String[] cells = line.split("\t");
            final byte[] message = HexFormat.of().parseHex(cells[0]);
            final int position = Integer.parseInt(cells[1]);
            final byte[] wire = new byte[WireName.CAPACITY];
            final int length = MessageNames.copy(message, START, message.length, position, wire, START);
            assertTrue(length > 0);
            assertEquals(cells[2], DomainName.ofWire(wire, START).toString());
            assertEquals(
                    position + Integer.parseInt(cells[3]), MessageNames.skip(message, START, message.length, position));
            vectors++;
        }
        assertTrue(vectors >= 4);
    }
}
