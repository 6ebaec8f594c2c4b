package org.firsthop.node.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.CaptureLimits;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapWriter;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.node.dissect.protocol.PacketDissector;
import org.firsthop.node.dissect.protocol.WireChecks;
import org.junit.jupiter.api.Test;

class PacketDissectorTest {
    private static final String ETHERNET = "020000000002" + "020000000001";

    /** 10.0.0.1 to 10.0.0.2, UDP, 4 octets of payload; both checksums right. */
    private static final String IPV4_UDP =
            "450000201234000040115497" + "0a000001" + "0a000002" + "9c40" + "9c41" + "000c" + "15b4" + "dead" + "beef";

    private static byte[] octets(final String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static CaptureReader capture(final int linkType, final byte[] packet, final int captured)
            throws IOException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.builder(linkType).create(file)) {
            writer.write(1_500_000_000L, new UnsafeBuffer(packet), 0, captured, packet.length);
        }
        final CaptureReader reader =
                CaptureReader.open("test", new ByteArrayInputStream(file.toByteArray()), CaptureLimits.DEFAULT);
        assertTrue(reader.next());
        return reader;
    }

    private static DissectedPacket dissect(final int linkType, final String hex) throws IOException {
        final byte[] packet = octets(hex);
        try (CaptureReader reader = capture(linkType, packet, packet.length)) {
            return new PacketDissector(new WireChecks()).dissect(reader);
        }
    }

    private static List<String> values(final DissectedPacket packet, final String field) {
        final List<String> values = new ArrayList<>();
        for (final Layer layer : packet.layers()) {
            for (final Item item : layer.items()) {
                if (item.field().name().equals(field)) {
                    values.add(item.value());
                }
            }
        }
        return values;
    }

    private static void assertValues(final DissectedPacket packet, final String field, final String... expected) {
        assertEquals(List.of(expected), values(packet, field), field);
    }

    @Test
    void shouldReadUdpOverIpv4OverEthernet() throws IOException {
        final DissectedPacket packet = dissect(LinkType.ETHERNET, ETHERNET + "0800" + IPV4_UDP);
        assertValues(packet, "frame.protocols", "eth:ethertype:ip:udp:data");
        assertValues(packet, "frame.time_epoch", "1.500000000");
        assertValues(packet, "eth.src", "02:00:00:00:00:01");
        assertValues(packet, "eth.type", "0x0800");
        assertValues(packet, "ip.src", "10.0.0.1");
        assertValues(packet, "ip.checksum.status", "1");
        assertValues(packet, "udp.length", "12");
        assertValues(packet, "udp.checksum.status", "1");
        assertValues(packet, "udp.stream", "0");
        assertValues(packet, "data.data", "deadbeef");
        assertEquals("UDP", packet.protocol());
        assertEquals("10.0.0.1", packet.source());
        assertNull(packet.missing());
        assertSame(DropReason.NONE, packet.dropReason());
    }

    @Test
    void shouldTellPaddingFromTrailer() throws IOException {
        final String padded = ETHERNET + "0800" + IPV4_UDP + "00".repeat(14);
        assertValues(dissect(LinkType.ETHERNET, padded), "eth.padding", "00".repeat(14));
        assertValues(dissect(LinkType.ETHERNET, padded + "aabb"), "eth.trailer", "aabb");
        final DissectedPacket other = dissect(LinkType.ETHERNET, ETHERNET + "0800" + IPV4_UDP + "01" + "00".repeat(13));
        assertValues(other, "eth.padding");
        assertValues(other, "eth.trailer", "01" + "00".repeat(13));
    }

    @Test
    void shouldReadTheOutermostLayerFirst() throws IOException {
        final String quoted =
                "4500003c" + "00000000" + "40010000" + "0a000003" + "0a000004" + "0303000000000000" + IPV4_UDP;
        final DissectedPacket packet = dissect(LinkType.RAW, quoted);
        assertValues(packet, "ip.src", "10.0.0.3", "10.0.0.1");
        assertValues(packet, "frame.protocols", "raw:ip:icmp:ip:udp:data");
        assertEquals("ICMP", packet.protocol());
        assertEquals("10.0.0.3", packet.source());
    }

    @Test
    void shouldReadTagsInTheirOrder() throws IOException {
        final DissectedPacket packet =
                dissect(LinkType.ETHERNET, ETHERNET + "88a8" + "2064" + "8100" + "e00a" + "0800" + IPV4_UDP);
        assertValues(packet, "ieee8021ad.id", "100");
        assertValues(packet, "vlan.id", "10");
        assertValues(packet, "vlan.priority", "7");
        assertValues(packet, "vlan.etype", "0x0800");
    }

    @Test
    void shouldShowWhatIsThereAndSayWhatIsMissing() throws IOException {
        final byte[] packet = octets(ETHERNET + "0800" + IPV4_UDP);
        try (CaptureReader reader = capture(LinkType.ETHERNET, packet, 14 + 9)) {
            final DissectedPacket cut = new PacketDissector(new WireChecks()).dissect(reader);
            assertValues(cut, "ip.ttl", "64");
            assertValues(cut, "ip.proto");
            final MissingOctets missing = cut.missing();
            assertNotNull(missing);
            assertEquals("cut when it was captured", missing.getMessage());
            assertSame(Ipv4Flyweight.TRUNCATED_HEADER, cut.dropReason());
        }
        final DissectedPacket malformed = dissect(LinkType.ETHERNET, ETHERNET + "0800" + "45000020");
        final MissingOctets missing = malformed.missing();
        assertNotNull(missing);
        assertEquals("malformed", missing.getMessage());
    }

    @Test
    void shouldNumberConversationsInBothDirectionsAndAnewAfterReuse() throws IOException {
        final String there = "c000" + "0050";
        final String back = "0050" + "c000";
        final String[] segments = {
            there + "00000001" + "00000000" + "5002",
            back + "00000009" + "00000002" + "5012",
            there + "00000001" + "00000000" + "5002",
            there + "00000077" + "00000000" + "5002",
            back + "00000099" + "00000078" + "5012",
        };
        final String[] expected = {"0", "0", "0", "1", "1"};
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.builder(LinkType.IPV4).create(file)) {
            for (final String segment : segments) {
                final boolean forward = segment.startsWith(there);
                final byte[] packet = octets("4500002800000000" + "40060000"
                        + (forward ? "0a0000010a000002" : "0a0000020a000001") + segment + "ffff" + "0000" + "0000");
                writer.write(0, new UnsafeBuffer(packet), 0, packet.length, packet.length);
            }
        }
        try (CaptureReader reader =
                CaptureReader.open("test", new ByteArrayInputStream(file.toByteArray()), CaptureLimits.DEFAULT)) {
            final PacketDissector dissector = new PacketDissector(new WireChecks());
            for (final String stream : expected) {
                assertTrue(reader.next());
                assertValues(dissector.dissect(reader), "tcp.stream", stream);
            }
        }
    }

    @Test
    void shouldDeclareEachFieldOnce() {
        final Set<String> names = new HashSet<>();
        for (final Protocol protocol : PacketDissector.protocols()) {
            for (final Field field : protocol.fields()) {
                assertTrue(names.add(field.name()), field.name());
                assertSame(protocol, field.protocol());
                assertTrue(field.label().length() > 0, field.name());
            }
        }
        assertTrue(names.size() > 150, names.size() + " fields");
    }

    @Test
    void shouldNeverThrowWhateverTheOctets() throws IOException {
        final Random random = new Random(7);
        final SamplePackets samples = new SamplePackets(random);
        final int[] linkTypes = {
            LinkType.ETHERNET,
            LinkType.NULL,
            LinkType.PPP,
            LinkType.RAW,
            LinkType.C_HDLC,
            LinkType.LINUX_SLL,
            LinkType.LINUX_SLL2,
            LinkType.IPV4,
            LinkType.IPV6,
            LinkType.PPP_ETHER,
            147
        };
        for (int i = 0; i < 20_000; i++) {
            final byte[] packet = samples.next();
            for (int damages = random.nextInt(6); damages > 0; damages--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            final int linkType = linkTypes[random.nextInt(i % 2 == 0 ? 1 : linkTypes.length)];
            final int captured = random.nextInt(3) == 0 ? random.nextInt(packet.length + 1) : packet.length;
            try (CaptureReader reader = capture(linkType, packet, captured)) {
                final DissectedPacket dissected = new PacketDissector(new WireChecks()).dissect(reader);
                final int start = reader.offset();
                for (final Layer layer : dissected.layers()) {
                    assertTrue(layer.offset() >= start && layer.offset() + layer.length() <= start + captured);
                    for (final Item item : layer.items()) {
                        assertTrue(item.offset() >= start && item.offset() + item.length() <= start + captured);
                        assertNotNull(item.value());
                    }
                }
            }
        }
    }
}
