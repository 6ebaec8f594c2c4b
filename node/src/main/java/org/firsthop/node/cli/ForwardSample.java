package org.firsthop.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.UdpFlyweight;

/**
 * A router's configuration and a capture to forward, made on the spot: a laptop's UDP datagrams to many addresses, with a
 * few that a router must not forward.
 *
 * @param config the configuration file.
 * @param lan the capture that the inner interface receives.
 * @param wan where the outer interface is to write.
 */
record ForwardSample(Path config, Path lan, Path wan) {
    private static final int PACKETS = 100_000;
    private static final int PAYLOAD_LENGTH = 18;
    private static final long LAPTOP = MacAddress.parse("a0:b2:c3:d4:e5:f6");
    private static final long ROUTER = MacAddress.parse("02:00:00:00:00:01");
    private static final String CONFIG = """
            interface lan0 mac 02:00:00:00:00:01 address 192.168.1.1/24
            interface wan0 mac 02:00:00:00:00:02 address 203.0.113.2/30 mtu 1500
            route default via 203.0.113.1 dev wan0
            route blackhole 10.0.0.0/8
            route prohibit 192.0.2.0/24
            neighbor 203.0.113.1 lladdr aa:bb:cc:dd:ee:ff dev wan0
            """;

    /**
     * Writes the files into a new temporary folder; their octets are the same every time.
     *
     * @return their paths.
     * @throws IOException when they cannot be written.
     */
    static ForwardSample create() throws IOException {
        final Path folder = Files.createTempDirectory("firsthop-sample");
        final ForwardSample sample = new ForwardSample(
                folder.resolve("router.conf"), folder.resolve("lan0.pcapng"), folder.resolve("wan0.pcapng"));
        Files.writeString(sample.config, CONFIG);
        try (PcapngWriter writer = PcapngWriter.create(sample.lan)) {
            final int lan0 = writer.addInterface("lan0", LinkType.ETHERNET, 0);
            final SplittableRandom random = new SplittableRandom(1);
            final UnsafeBuffer frame = new UnsafeBuffer(
                    new byte
                            [EthernetFlyweight.HEADER_LENGTH
                                    + Ipv4Flyweight.MIN_HEADER_LENGTH
                                    + UdpFlyweight.HEADER_LENGTH
                                    + PAYLOAD_LENGTH]);
            for (int i = 0; i < PACKETS; i++) {
                fill(frame, i, random);
                writer.write(lan0, i * 10_000L, frame, 0, frame.capacity(), frame.capacity());
            }
        }
        return sample;
    }

    private static void fill(final UnsafeBuffer frame, final int number, final SplittableRandom random) {
        new EthernetFlyweight()
                .wrap(frame, 0)
                .destination(ROUTER)
                .source(LAPTOP)
                .etherType(EtherType.IPV4);
        final int datagramLength = UdpFlyweight.HEADER_LENGTH + PAYLOAD_LENGTH;
        final Ipv4Flyweight ip = new Ipv4Flyweight()
                .wrap(frame, EthernetFlyweight.HEADER_LENGTH)
                .writeDefaults()
                .totalLength(Ipv4Flyweight.MIN_HEADER_LENGTH + datagramLength)
                .identification(number & 0xFFFF)
                .ttl(number % 1000 == 7 ? 1 : 64)
                .protocol(IpProtocol.UDP)
                .source(Ipv4Address.parse("192.168.1.100"))
                .destination(destination(number, random));
        ip.fillChecksum();
        frame.setMemory(ip.payloadOffset() + UdpFlyweight.HEADER_LENGTH, PAYLOAD_LENGTH, (byte) number);
        new UdpFlyweight()
                .wrap(frame, ip.payloadOffset())
                .sourcePort(50_000)
                .destinationPort(9)
                .length(datagramLength)
                .fillChecksum(ip);
    }

    /** Any address that is for one station beyond the router; every five hundredth is the router's own. */
    private static int destination(final int number, final SplittableRandom random) {
        if (number % 500 == 0) {
            return Ipv4Address.parse("192.168.1.1");
        }
        int address;
        do {
            address = random.nextInt();
        } while (address >>> 24 >= 224 || address >>> 24 == 127 || address >>> 24 == 0);
        return address;
    }
}
