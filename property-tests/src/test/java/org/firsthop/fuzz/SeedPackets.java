package org.firsthop.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/** The packets that fuzzing begins with: recorded ones where they are, and always some of our own. */
final class SeedPackets {
    private static final int MAX_LENGTH = 1900;

    private SeedPackets() {}

    /** {@return where recorded data lies, or {@code null}} */
    static Path data() {
        final String named = System.getProperty("firsthop.data");
        final Path path =
                named != null ? Path.of(named) : Path.of(System.getProperty("firsthop.root", "."), "../shared/data");
        return Files.isDirectory(path.resolve("captures")) ? path : null;
    }

    /** All Ethernet frames of the recorded captures, of damaged ones up to the damage, and all recorded frame seeds. */
    static List<byte[]> recorded(final Path data) throws IOException {
        final List<byte[]> packets = new ArrayList<>();
        for (final Path file : files(data.resolve("captures"))) {
            if (file.toString().endsWith(".tsv")) {
                continue;
            }
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    if (reader.linkType() == LinkType.ETHERNET && reader.capturedLength() <= MAX_LENGTH) {
                        final byte[] packet = new byte[reader.capturedLength()];
                        reader.buffer().getBytes(reader.offset(), packet);
                        packets.add(packet);
                    }
                }
            }
        }
        final Path frames = data.resolve("fuzz/frame");
        if (Files.isDirectory(frames)) {
            for (final Path file : files(frames)) {
                final byte[] octets = Files.readAllBytes(file);
                if (octets.length <= MAX_LENGTH) {
                    packets.add(octets);
                }
            }
        }
        return packets;
    }

    private static List<Path> files(final Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Packets of our own: IPv4, IPv6 and ARP, to several destinations. */
    static List<byte[]> made() {
        final List<byte[]> packets = new ArrayList<>();
        for (final int destination : new int[] {0xC0A80101, 0xC0A80164, 0x5DB8D822, 0xE0000005, -1}) {
            for (final int payloadLength : new int[] {0, 26, 1400}) {
                packets.add(ipv4(destination, payloadLength));
                packets.add(ipv6(destination, payloadLength));
            }
        }
        final byte[] arp = new byte[60];
        new EthernetFlyweight()
                .wrap(new UnsafeBuffer(arp), 0)
                .destination(-1)
                .source(2)
                .etherType(EtherType.ARP);
        packets.add(arp);
        return packets;
    }

    private static byte[] ipv4(final int destination, final int payloadLength) {
        final byte[] packet = new byte[14 + 20 + payloadLength];
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        new EthernetFlyweight()
                .wrap(buffer, 0)
                .destination(0x0200_0000_0001L)
                .source(0x0200_0000_0100L)
                .etherType(EtherType.IPV4);
        new Ipv4Flyweight()
                .wrap(buffer, 14)
                .writeDefaults()
                .totalLength(20 + payloadLength)
                .ttl(64)
                .protocol(IpProtocol.UDP)
                .source(0xC0A80164)
                .destination(destination)
                .fillChecksum();
        return packet;
    }

    private static byte[] ipv6(final int destination, final int payloadLength) {
        final byte[] packet = new byte[14 + 40 + payloadLength];
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        new EthernetFlyweight()
                .wrap(buffer, 0)
                .destination(0x0200_0000_0001L)
                .source(0x0200_0000_0100L)
                .etherType(EtherType.IPV6);
        new Ipv6Flyweight()
                .wrap(buffer, 14)
                .writeDefaults()
                .payloadLength(payloadLength)
                .nextHeader(IpProtocol.UDP)
                .hopLimit(64)
                .source(0x2001_0DB8_0000_0000L, 0x100)
                .destination(0x2001_0DB8_0000_0001L, destination);
        return packet;
    }
}
