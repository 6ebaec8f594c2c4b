package org.firsthop.core.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Laws of the capture readers and writers. */
class CapturePropertyTest {
    private static final long MAX_PCAP_NANOS = 0xFFFF_FFFFL * 1_000_000_000L + 999_999_999L;

    /** A packet as a writer is given it. */
    record Packet(
            byte[] octets,
            int cutFromOriginal,
            long nanos,
            int interfaceIndex,
            Direction direction,
            long dropCount,
            @Nullable String comment) {
        long originalLength() {
            return octets.length + (long) cutFromOriginal;
        }

        PacketOptions options() {
            return new PacketOptions().direction(direction).dropCount(dropCount).comment(comment);
        }
    }

    @Provide
    Arbitrary<Packet> packets() {
        return Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
                        Arbitraries.integers().between(0, 100_000),
                        Arbitraries.longs().between(0, MAX_PCAP_NANOS),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(Direction.class),
                        Arbitraries.longs().between(CaptureReader.UNKNOWN_DROP_COUNT, Long.MAX_VALUE),
                        Arbitraries.strings()
                                .excludeChars('\uD800', '\uDFFF')
                                .ofMaxLength(20)
                                .injectNull(0.5))
                .as(Packet::new);
    }

    @Provide
    Arbitrary<ByteOrder> orders() {
        return Arbitraries.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);
    }

    @Property
    void pcapReadIsTheInverseOfWrite(
            @ForAll @Size(max = 20) final List<@From("packets") Packet> packets,
            @ForAll("orders") final ByteOrder order,
            @ForAll final boolean microseconds,
            @ForAll final boolean compressed)
            throws IOException {
        final byte[] file = pcap(packets, order, microseconds);
        try (CaptureReader reader = open(compressed ? gzip(file) : file)) {
            assertEquals(CaptureFormat.PCAP, reader.format());
            for (final Packet packet : packets) {
                assertTrue(reader.next());
                assertSame(packet, reader);
                final long unit = microseconds ? 1000 : 1;
                assertEquals(packet.nanos() / unit * unit, reader.timestampNanos());
            }
            assertFalse(reader.next());
            assertNull(reader.truncation());
        }
    }

    @Property
    void pcapngReadIsTheInverseOfWrite(
            @ForAll @Size(max = 20) final List<@From("packets") Packet> packets,
            @ForAll("orders") final ByteOrder order,
            @ForAll final boolean compressed)
            throws IOException {
        final byte[] file = pcapng(packets, order);
        try (CaptureReader reader = open(compressed ? gzip(file) : file)) {
            assertEquals(CaptureFormat.PCAPNG, reader.format());
            for (final Packet packet : packets) {
                assertTrue(reader.next());
                assertSame(packet, reader);
                assertEquals(packet.nanos(), reader.timestampNanos());
                assertEquals(packet.interfaceIndex(), reader.interfaceIndex());
                assertEquals(
                        "if" + packet.interfaceIndex(),
                        reader.captureInterface(packet.interfaceIndex()).name());
                assertEquals(packet.direction(), reader.direction());
                assertEquals(packet.dropCount(), reader.dropCount());
                assertEquals(packet.comment(), reader.comment());
            }
            assertFalse(reader.next());
            assertNull(reader.truncation());
        }
    }

    @Property
    void everyPrefixGivesItsWholePacketsAndSaysThatItIsCut(
            @ForAll @Size(max = 6) final List<@From("packets") Packet> packets,
            @ForAll("orders") final ByteOrder order,
            @ForAll final boolean blocks,
            @ForAll @IntRange(max = 100) final int percent)
            throws IOException {
        final byte[] file = blocks ? pcapng(packets, order) : pcap(packets, order, false);
        final byte[] cut = Arrays.copyOf(file, (int) ((long) file.length * percent / 100));
        try (CaptureReader reader = open(cut)) {
            int count = 0;
            while (reader.next()) {
                assertSame(packets.get(count), reader);
                count++;
            }
            if (count == packets.size()) {
                return;
            }
            final Truncation truncation = reader.truncation();
            if (truncation != null) {
                assertEquals(cut.length, truncation.offset() + truncation.presentLength());
                assertTrue(truncation.presentLength() < truncation.expectedLength());
            } else {
                // The cut is between two records: what is there is a whole capture by itself.
                try (CaptureReader longer = open(Arrays.copyOf(file, cut.length + 1))) {
                    while (longer.next()) {
                        assertTrue(longer.packetNumber() <= count);
                    }
                    assertNotNull(longer.truncation());
                }
            }
        } catch (final CaptureFormatException e) {
            assertTrue(cut.length < Integer.BYTES, e.getMessage());
            assertEquals(0, e.offset());
        }
    }

    @Property
    void arbitraryOctetsAreReadOrRefused(@ForAll final byte[] octets) throws IOException {
        drain(octets);
    }

    @Property
    void damagedCapturesAreReadOrRefused(
            @ForAll @Size(max = 6) final List<@From("packets") Packet> packets,
            @ForAll("orders") final ByteOrder order,
            @ForAll final boolean blocks,
            @ForAll final boolean compressed,
            @ForAll @Size(min = 1, max = 8) final List<@IntRange(max = Integer.MAX_VALUE) Integer> damages)
            throws IOException {
        final byte[] plain = blocks ? pcapng(packets, order) : pcap(packets, order, false);
        final byte[] file = compressed ? gzip(plain) : plain;
        for (final int damage : damages) {
            file[(damage >>> 8) % file.length] = (byte) damage;
        }
        drain(file);
    }

    /** Reads to the end, whatever that is: no exception but the documented one, and a packet for some octets. */
    private static void drain(final byte[] octets) throws IOException {
        try (CaptureReader reader = open(octets)) {
            long count = 0;
            while (reader.next()) {
                count++;
                assertEquals(count, reader.packetNumber());
                reader.buffer().boundsCheck(reader.offset(), reader.capturedLength());
                assertNotNull(reader.captureInterface(reader.interfaceIndex()));
                reader.comment();
            }
            assertFalse(reader.next());
            final CaptureDamage damage = reader.damage();
            assertTrue(damage == null || damage.message().startsWith("law: offset "), () -> damage.message());
        } catch (final CaptureFormatException e) {
            assertTrue(e.getMessage().startsWith("law: offset "), e.getMessage());
        }
    }

    private static void assertSame(final Packet packet, final CaptureReader reader) {
        final byte[] octets = new byte[reader.capturedLength()];
        reader.buffer().getBytes(reader.offset(), octets);
        assertArrayEquals(packet.octets(), octets);
        assertEquals(packet.originalLength(), reader.originalLength());
        assertEquals(LinkType.ETHERNET, reader.linkType());
    }

    private static byte[] pcap(final List<Packet> packets, final ByteOrder order, final boolean microseconds)
            throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final PcapWriter.Builder builder = PcapWriter.builder(LinkType.ETHERNET).byteOrder(order);
        try (PcapWriter writer = (microseconds ? builder.microseconds() : builder).create(out)) {
            for (final Packet packet : packets) {
                writer.write(
                        packet.nanos(),
                        new UnsafeBuffer(packet.octets()),
                        0,
                        packet.octets().length,
                        packet.originalLength());
            }
        }
        return out.toByteArray();
    }

    private static byte[] pcapng(final List<Packet> packets, final ByteOrder order) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = PcapngWriter.create(out, order)) {
            for (int i = 0; i < 3; i++) {
                writer.addInterface("if" + i, LinkType.ETHERNET, 0);
            }
            for (final Packet packet : packets) {
                writer.write(
                        packet.interfaceIndex(),
                        packet.nanos(),
                        new UnsafeBuffer(packet.octets()),
                        0,
                        packet.octets().length,
                        packet.originalLength(),
                        packet.options());
            }
        }
        return out.toByteArray();
    }

    private static byte[] gzip(final byte[] file) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(file);
        }
        return out.toByteArray();
    }

    private static CaptureReader open(final byte[] file) throws IOException {
        return CaptureReader.open("law", new ByteArrayInputStream(file), CaptureLimits.DEFAULT);
    }
}
