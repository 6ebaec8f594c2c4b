package org.firsthop.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.firsthop.node.dissect.DissectedPacket;
import org.firsthop.node.dissect.Item;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.MissingOctets;
import org.firsthop.node.dissect.print.SummaryPrinter;
import org.firsthop.node.dissect.print.TreePrinter;
import org.firsthop.node.dissect.protocol.PacketDissector;
import org.firsthop.node.dissect.protocol.WireChecks;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Damaged packets through the dissector and its printers: no exception, no hang, and no octet outside the packet looked at.
 * The last is seen by taking every packet apart twice, once with zeros and once with ones around it: the fields are the same.
 * All fields of all packets are compared by a digest; one packet of {@value #PACKETS_PER_TEXT} is printed too.
 */
class DissectFuzzTest {
    private static final int MUTATIONS = Integer.getInteger("firsthop.fuzz.mutations", 20_000);
    private static final int PACKETS_PER_TEXT = 64;
    private static final int MAX_LENGTH = 1900;
    private static final long SEED = Long.getLong("firsthop.fuzz.seed", 20_261_122L);

    /** Conversations are numbered over a whole capture; a capture of this test has as many packets as this. */
    private static final int PACKETS_OF_A_CAPTURE = 1000;

    @Test
    void shouldSurviveMutationsOfMadePackets() {
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(30), () -> fuzz(SeedPackets.made(), MUTATIONS));
    }

    @Test
    void shouldSurviveMutationsOfRecordedPackets() throws IOException {
        final Path data = SeedPackets.data();
        assumeTrue(data != null, "no recorded captures: set firsthop.data to their folder");
        final List<byte[]> seeds = SeedPackets.recorded(data);
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(30), () -> fuzz(seeds, Math.max(MUTATIONS, seeds.size())));
    }

    private static void fuzz(final List<byte[]> seeds, final int mutations) throws IOException {
        final Mutator mutator = new Mutator(seeds, SEED);
        final byte[] packet = new byte[MAX_LENGTH];
        final StringBuilder zeros = new StringBuilder();
        final StringBuilder ones = new StringBuilder();
        long digests = 0;
        int sent = 0;
        while (sent < mutations) {
            final MemoryReader zeroReader = new MemoryReader(MAX_LENGTH, (byte) 0);
            final MemoryReader oneReader = new MemoryReader(MAX_LENGTH, (byte) 0xFF);
            final PacketDissector zeroDissector = new PacketDissector(new WireChecks());
            final PacketDissector oneDissector = new PacketDissector(new WireChecks());
            for (int i = 0; i < PACKETS_OF_A_CAPTURE; i++, sent++) {
                // Every seed goes through as it is first.
                final int length;
                if (sent < seeds.size()) {
                    length = seeds.get(sent).length;
                    System.arraycopy(seeds.get(sent), 0, packet, 0, length);
                } else {
                    length = mutator.next(packet);
                }
                zeroReader.packet(packet, length);
                oneReader.packet(packet, length);
                final DissectedPacket zero = zeroDissector.dissect(zeroReader);
                final DissectedPacket one = oneDissector.dissect(oneReader);
                final long digest = digest(zero);
                if (digest != digest(one) || sent % PACKETS_PER_TEXT == 0) {
                    print(zero, zeros);
                    print(one, ones);
                    assertEquals(
                            zeros.toString(), ones.toString(), "an octet outside packet " + sent + " was looked at");
                }
                digests = digests * 31 + digest;
            }
        }
        System.out.println(sent + " packets from " + seeds.size() + " seeds from seed " + SEED + ", digest "
                + Long.toHexString(digests));
    }

    /** What a packet's fields are, and every octet that their values are written from. */
    private static long digest(final DissectedPacket packet) {
        long digest = packet.dropReason().name().hashCode();
        digest = digest * 31 + packet.info().hashCode();
        final MissingOctets missing = packet.missing();
        digest = digest * 31 + (missing == null ? 0 : missing.getMessage().hashCode());
        for (final Layer layer : packet.layers()) {
            digest = digest * 31 + layer.length();
            for (final Item item : layer.items()) {
                digest = digest * 31 + item.field().name().hashCode();
                digest = digest * 31 + item.offset();
                digest = digest * 31 + item.length();
                digest = digest * 31 + item.number();
                final String text = item.text();
                if (text != null) {
                    digest = digest * 31 + text.hashCode();
                } else if (!item.field().format().isNumeric()) {
                    for (int i = 0; i < item.length(); i++) {
                        digest = digest * 31 + item.buffer().getByte(item.offset() + i);
                    }
                }
            }
        }
        return digest;
    }

    private static void print(final DissectedPacket packet, final StringBuilder text) throws IOException {
        text.setLength(0);
        new SummaryPrinter(text, false).print(packet);
        new TreePrinter(text).print(packet);
    }
}
