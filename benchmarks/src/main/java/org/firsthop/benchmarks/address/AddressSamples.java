package org.firsthop.benchmarks.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;

/**
 * Addresses as routers meet them, drawn with seed 3: IPv4 uniformly; IPv6 in {@code 2000::/3} with 48 random bits and
 * an interface identifier that is small, random or made of a MAC address, a third each.
 */
final class AddressSamples {
    static final int COUNT = 1024;
    static final int MASK = COUNT - 1;

    final int[] ipv4 = new int[COUNT];
    final String[] ipv4Texts = new String[COUNT];
    final InetAddress[] ipv4Peers = new InetAddress[COUNT];
    final Ipv6Address[] ipv6 = new Ipv6Address[COUNT];
    final String[] ipv6Texts = new String[COUNT];
    final InetAddress[] ipv6Peers = new InetAddress[COUNT];

    AddressSamples() {
        final Random random = new Random(3);
        for (int i = 0; i < COUNT; i++) {
            ipv4[i] = random.nextInt();
            ipv4Texts[i] = Ipv4Address.toString(ipv4[i]);
            ipv4Peers[i] = peer(ByteBuffer.allocate(4).putInt(ipv4[i]).array());
            final long high = 0x2000_0000_0000_0000L | random.nextLong() >>> 3 & ~0xFFFFL;
            final long low =
                    switch (i % 3) {
                        case 0 -> random.nextInt(1000);
                        case 1 -> random.nextLong();
                        default -> Ipv6Address.ofLinkLocal(random.nextLong()).low();
                    };
            ipv6[i] = new Ipv6Address(high, low);
            ipv6Texts[i] = ipv6[i].toString();
            ipv6Peers[i] =
                    peer(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
        }
    }

    private static InetAddress peer(final byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (final UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
